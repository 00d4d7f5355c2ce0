"""Asks the Hugging Face hub about a repository of weights; nothing is downloaded."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec

from monitor.catalog.importers.hub import HUB, HubModel, read_hub
from monitor.domain.json_value import JsonValue
from monitor.errors import BadInput, NotFound, Unreachable, UnreadableReply

TIMEOUT_S = 20.0

_REPOSITORY = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)


def inspect_hub(
    repository: str, *, as_of: date, environ: Mapping[str, str] = os.environ
) -> HubModel:
    """What the hub tells of a repository, asked now.

    Args:
        repository: such as "org/name".
        as_of: today.
        environ: HF_ENDPOINT names another hub, HF_TOKEN holds a key for gated repositories.

    Raises:
        BadInput: the name is none of a repository, or the package huggingface-hub is missing.
        NotFound: the hub has no such repository, or does not show it without a key.
        Unreachable: the hub cannot be reached, or fails.
    """
    if _REPOSITORY.fullmatch(repository) is None:
        raise BadInput(f"expected a repository like org/name, found {repository!r}")
    return read_hub(_ask(repository, environ), as_of=as_of)


def _ask(repository: str, environ: Mapping[str, str]) -> Mapping[str, JsonValue]:
    if find_spec("huggingface_hub") is None:
        raise BadInput(
            "asking the hub needs the package huggingface-hub: pip install 'namedrop[hub]'"
        )
    from huggingface_hub import HfApi, errors  # noqa: PLC0415 - an extra that few need

    endpoint = environ.get("HF_ENDPOINT") or HUB
    # Without a key of its own the library would look for one that is saved on the machine.
    api = HfApi(endpoint=endpoint, token=environ.get("HF_TOKEN") or False)
    try:
        found = api.model_info(
            repository,
            expand=["safetensors", "gguf", "config", "baseModels", "cardData", "library_name"],
            timeout=TIMEOUT_S,
        )
    except errors.RepositoryNotFoundError as error:
        raise NotFound(
            f"{endpoint} shows no repository {repository}; a gated one needs a key in HF_TOKEN"
        ) from error
    except (
        errors.HTTPError,  # type: ignore[attr-defined]  # it names there what its client raises
        OSError,
    ) as error:
        why = _first_line(error)
        raise Unreachable(f"{endpoint} did not tell about {repository}: {why}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableReply(
            f"expected {endpoint} to describe {repository}, found another document: {error!r}"
        ) from error
    card = found.card_data
    return {
        "id": found.id,
        "library_name": found.library_name,
        "safetensors": None
        if found.safetensors is None
        else {"parameters": dict(found.safetensors.parameters), "total": found.safetensors.total},
        "gguf": found.gguf,
        "config": found.config,
        "baseModels": getattr(found, "base_models", None),
        "cardData": None if card is None else dict(vars(card)),
    }


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
