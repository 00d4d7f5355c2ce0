"""Importing what a file of a public catalog says of models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from monitor.catalog.drift import said
from monitor.catalog.importers.ecologits import read_ecologits
from monitor.catalog.importers.epoch import read_epoch
from monitor.catalog.importers.litellm_prices import read_litellm
from monitor.catalog.importers.models_dev import read_models_dev
from monitor.catalog.importers.openrouter import read_openrouter
from monitor.catalog.importers.plan import ImportPlan, plan_import
from monitor.catalog.importers.told import ImportedFile
from monitor.catalog.shipped import shipped_cards
from monitor.errors import BadInput
from monitor.storage.engine import Transaction
from monitor.storage.imported_claims import keep_import
from monitor.storage.model_cards import list_cards

MAX_FILE_BYTES = 64 * 1024 * 1024


class Catalog(StrEnum):
    """A public catalog of which a file can be imported."""

    ECOLOGITS = "ecologits"
    OPENROUTER = "openrouter"
    MODELS_DEV = "models-dev"
    LITELLM = "litellm"
    EPOCH = "epoch"


class _Reader(Protocol):
    def __call__(self, text: str, *, as_of: date) -> ImportedFile: ...


_READERS: dict[Catalog, tuple[_Reader, str]] = {
    Catalog.ECOLOGITS: (read_ecologits, "ecologits"),
    Catalog.OPENROUTER: (read_openrouter, "openrouter"),
    Catalog.MODELS_DEV: (read_models_dev, "modelsdev"),
    Catalog.LITELLM: (read_litellm, "litellm"),
    Catalog.EPOCH: (read_epoch, "epoch_csv"),
}
"""What reads each file, and the key of its source in the shipped catalog."""


@dataclass(frozen=True, slots=True)
class ImportedClaims:
    """What an import did, or would do.

    Attributes:
        models: that the file speaks of.
        unreadable: entries that are not of the expected shape, with the reason.
    """

    plan: ImportPlan
    models: int
    unreadable: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for programs, every list whole."""
        plan = self.plan
        return {
            "models": self.models,
            "added": [
                {"card": each.card, "field": each.claim.field, "told": said(each.claim)}
                for each in plan.additions
            ],
            "already_there": plan.already,
            "conflicts": [
                {"card": each.card, "field": each.claim.field, "told": each.told}
                for each in plan.conflicts
            ],
            "unresolved": list(plan.unresolved),
            "offers_of_resellers": plan.passed_over,
            "unreadable": list(self.unreadable),
        }


def read_catalog_file(path: Path) -> str:
    """The text of a file.

    Raises:
        BadInput: it cannot be read, is too large, or is no UTF-8.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path}: expected at most {MAX_FILE_BYTES // 2**20} MiB")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: expected a text in UTF-8: {error}") from error


def preview_import(
    session: Transaction, workspace_id: int, catalog: Catalog, text: str, *, as_of: date
) -> ImportedClaims:
    """What an import would add, leave alone and put on the list.

    Raises:
        BadInput: the text is not a file of that catalog.
    """
    read, origin_key = _READERS[catalog]
    told = read(text, as_of=as_of)
    own = [saved.card for saved in list_cards(session, workspace_id)]
    by_key = dict(shipped_cards()) | {card.key: card for card in own}
    plan = plan_import(told.models, own, by_key.get, origin_key=origin_key, on=as_of)
    return ImportedClaims(plan, len(told.models), told.unreadable)


def import_claims(
    session: Transaction,
    workspace_id: int,
    catalog: Catalog,
    text: str,
    *,
    as_of: date,
    now: datetime,
) -> ImportedClaims:
    """Add what is new; claims that are superseded stay, conflicts are left for a person.

    Raises:
        BadInput: the text is not a file of that catalog.
    """
    imported = preview_import(session, workspace_id, catalog, text, as_of=as_of)
    keep_import(session, workspace_id, catalog.value, imported.plan, now)
    return imported
