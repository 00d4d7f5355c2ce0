"""Model cards: the shipped catalog with what a workspace added, and adding to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import NO_PARAMETERS, CurrentServed, CurrentWorkspace, Workspace, writing
from api.errors import documented
from api.paging import first_page, read_cursor, write_cursor
from api.schemas.base import ParameterId
from api.schemas.model_additions import (
    CatalogFile,
    ImportedFile,
    InspectedTarget,
    NewModelCard,
    NewModelClaim,
)
from api.schemas.model_cards import (
    AuditList,
    Inspection,
    ModelCardDocument,
    ModelCardPage,
    ServedModel,
)
from api.schemas.model_queries import ModelCardsQuery, ModelQuery, ResolveQuery
from monitor.catalog.served_id import resolve_served
from monitor.domain.json_value import sha256_of
from monitor.errors import BadInput
from monitor.pipeline.credentials import environment_with_secrets
from monitor.pipeline.discover import DiscoveryContext, inspect_target
from monitor.pipeline.import_claims import import_claims, preview_import
from monitor.reports.card_json import audit_json, card_json, resolution_json
from monitor.reports.model_catalog import (
    CatalogEntry,
    audit_tasks,
    entry_with_id,
    find_entry,
    list_catalog,
)
from monitor.settings import read_settings
from monitor.storage.own_cards import add_card, add_claim

router = APIRouter(tags=["model cards"], responses=documented(422, 500, 503))


@router.get("/model-cards")
def list_model_cards(
    workspace: CurrentWorkspace, asked: Annotated[ModelCardsQuery, Query()]
) -> ModelCardPage:
    """List the model cards by key: the shipped ones and those of the workspace."""
    with workspace.database.read() as session:
        entries = list_catalog(
            session,
            workspace.id,
            asked.filter(),
            origin=asked.origin,
            on=workspace.now.date(),
        )
    query = asked.model_dump(mode="json", exclude={"limit", "cursor"})
    if asked.cursor is not None:
        entries = _after(entries, read_cursor(asked.cursor, query, length=1)[0])
    page, last = first_page(entries, asked.limit)
    return ModelCardPage(
        items=[_document(workspace, entry) for entry in page],
        next_cursor=None if last is None else write_cursor([_place(last)], query),
    )


@router.post("/model-cards", dependencies=[NO_PARAMETERS], responses=documented(400, 404, 413))
def add_model_card(
    workspace: CurrentWorkspace, served: CurrentServed, new: NewModelCard
) -> ModelCardDocument:
    """Add a model of your own, or say more of one that was seen; what is left out stays."""
    with writing(workspace, served) as (session, workspace_id):
        add_card(session, workspace_id, new.card(), workspace.now)
        entry = find_entry(session, workspace_id, new.key)
    return _document(workspace, entry)


@router.post("/model-claims", dependencies=[NO_PARAMETERS], responses=documented(400, 404, 413))
def add_model_claim(
    workspace: CurrentWorkspace, served: CurrentServed, new: NewModelClaim
) -> ModelCardDocument:
    """Add a claim about any model; what it supersedes stays on the card, marked."""
    with writing(workspace, served) as (session, workspace_id):
        add_claim(
            session,
            workspace_id,
            new.model,
            new.claim(workspace.now.date()),
            supersedes=new.supersedes,
            now=workspace.now,
        )
        entry = find_entry(session, workspace_id, new.model)
    return _document(workspace, entry)


@router.post("/model-cards/import", dependencies=[NO_PARAMETERS], responses=documented(400, 413))
def import_model_claims(
    workspace: CurrentWorkspace, served: CurrentServed, file: CatalogFile
) -> ImportedFile:
    """Add what a file of a public catalog says of models as claims with their source.

    What contradicts the known is not added but listed. The file comes with the request: nothing is
    fetched, and no path of the server is read.
    """
    text, day = file.text.removeprefix("\ufeff"), file.as_of or workspace.now.date()
    if file.dry_run:
        with workspace.database.read() as session:
            done = preview_import(session, workspace.id, file.catalog, text, as_of=day)
    else:
        with writing(workspace, served) as (session, workspace_id):
            done = import_claims(
                session, workspace_id, file.catalog, text, as_of=day, now=workspace.now
            )
    return ImportedFile.model_validate(done.as_json())


@router.post(
    "/model-cards/inspect", dependencies=[NO_PARAMETERS], responses=documented(400, 404, 413)
)
def inspect_target_model(workspace: CurrentWorkspace, asked: InspectedTarget) -> Inspection:
    """Ask the server behind a configured target what it runs, and keep what it tells.

    Only a target of the configuration can be named, by its key: a request can neither choose an
    address to be called nor a file to be read. The key of the target's provider is sent as in a
    run; `namedrop models inspect` reads files and the Hugging Face hub.
    """
    context = DiscoveryContext(
        now=workspace.now,
        environ=environment_with_secrets(read_settings().secrets_file),
        extra_claims={},
    )
    found = inspect_target(workspace.database, workspace.id, asked.target, context)
    entry = None
    if found.card_id is not None:
        with workspace.database.read() as session:
            entry = entry_with_id(session, workspace.id, found.card_id)
    return Inspection(
        target=asked.target,
        asks=found.asks,
        problems=list(found.problems),
        model_card=None if entry is None else _document(workspace, entry),
    )


@router.get("/model-cards/audit", dependencies=[NO_PARAMETERS])
def audit_model_cards(workspace: CurrentWorkspace) -> AuditList:
    """List what a person should look at: unknown models, uncertain links, models that retire."""
    with workspace.database.read() as session:
        tasks = audit_tasks(session, workspace.id, on=workspace.now.date())
    return AuditList.model_validate({"items": [audit_json(task) for task in tasks]})


@router.get("/model-cards/find", responses=documented(404))
def find_model_card(
    workspace: CurrentWorkspace, asked: Annotated[ModelQuery, Query()]
) -> ModelCardDocument:
    """Show the model card that a key, a number or a served id means."""
    with workspace.database.read() as session:
        entry = find_entry(session, workspace.id, asked.model)
    return _document(workspace, entry)


@router.get("/model-cards/resolve")
def resolve_served_model(
    workspace: CurrentWorkspace, asked: Annotated[ResolveQuery, Query()]
) -> ServedModel:
    """Tell which shipped card a served id means, how sure that is, and why."""
    found = resolve_served(
        asked.served, provider=asked.provider, on=asked.on or workspace.now.date()
    )
    return ServedModel.model_validate(resolution_json(found))


@router.get("/model-cards/{card_id}", dependencies=[NO_PARAMETERS], responses=documented(404))
def get_model_card(
    workspace: CurrentWorkspace,
    card_id: Annotated[ParameterId, Path(description="The number of the card.")],
) -> ModelCardDocument:
    """Show what is known of a model, with basis and source of every figure."""
    with workspace.database.read() as session:
        entry = entry_with_id(session, workspace.id, card_id)
    return _document(workspace, entry)


def _place(entry: CatalogEntry) -> int:
    """A number for the entry that stays when others come or go; cursors hold numbers."""
    return int(sha256_of(entry.card.key)[:12], 16)


def _after(entries: Sequence[CatalogEntry], place: int) -> tuple[CatalogEntry, ...]:
    places = [_place(entry) for entry in entries]
    if place not in places:
        raise BadInput("cursor: its model card is gone; begin again without a cursor")
    return tuple(entries[places.index(place) + 1 :])


def _document(workspace: Workspace, entry: CatalogEntry) -> ModelCardDocument:
    return ModelCardDocument.model_validate(card_json(entry, on=workspace.now.date()))
