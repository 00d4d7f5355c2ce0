"""litellm's model_prices_and_context_window.json: limits, ends of models and what follows them.

Shape: https://github.com/BerriAI/litellm, the file of that name, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.catalog.importers.told import (
    Entry,
    ImportedFile,
    ImportedModel,
    Origin,
    origin_of,
    read_entries,
    read_json,
)
from monitor.catalog.served_id import Match, resolve_served
from monitor.domain.model_card import Basis, Claim
from monitor.errors import BadInput

_MODES = frozenset({"chat", "completion", "responses"})
_SELLERS = {
    "gemini": "google",
    "text-completion-openai": "openai",
    "cohere_chat": "cohere",
    "dashscope": "alibaba",
    "moonshot": "moonshotai",
}
"""The vendor behind a name of litellm's own; any other is the vendor's or a reseller's."""


class _Model(Entry):
    litellm_provider: str
    mode: str | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    deprecation_date: date | None = None
    successor_model: str | None = None
    supports_web_search: bool | None = None
    supports_sampling_params: bool | None = None
    default_reasoning_effort: str | None = None
    source: str | None = None


def read_litellm(text: str, *, as_of: date) -> ImportedFile:
    """The models of the file that answer in text, each as often as it is offered.

    Raises:
        BadInput: it is not that file.
    """
    told = read_json(text, expected="litellm's model_prices_and_context_window.json")
    # The file begins with an entry that explains the others.
    entries = {
        name: entry
        for name, entry in told.items()
        if isinstance(entry, dict) and "litellm_provider" in entry and name != "sample_spec"
    }
    if not entries:
        raise BadInput("expected litellm's file of prices, found no entry with a litellm_provider")
    origin = origin_of("litellm", as_of)
    return read_entries(_Model, entries.items(), lambda name, model: _model(name, model, origin))


def _model(name: str, model: _Model, origin: Origin) -> ImportedModel | None:
    if model.mode not in _MODES:
        return None
    provider = model.litellm_provider
    return ImportedModel(
        name.removeprefix(f"{provider}/"),
        None,
        tuple(_claims(model, origin)),
        sold_by=_SELLERS.get(provider, provider),
    )


def _claims(model: _Model, origin: Origin) -> Iterator[Claim]:
    more = {"upstream_urls": (model.source,) if model.source else ()}
    for field, count in (
        ("context_window", model.max_input_tokens),
        ("max_output", model.max_output_tokens),
    ):
        if count is not None and count > 0:
            yield origin.claim(field, count, Basis.SECONDARY, **more)
    if model.deprecation_date is not None:
        ends_on = model.deprecation_date.isoformat()
        # What retires when is announced by vendors and copied here: it is to warn.
        yield origin.claim("retirement_date", ends_on, Basis.OFFICIAL, **more)
    if model.successor_model:
        found = resolve_served(model.successor_model)
        is_sure = found.card is not None and found.match in {Match.EXACT, Match.ALIAS}
        named = found.card.key if found.card is not None and is_sure else model.successor_model
        yield origin.claim("successor", named, Basis.OFFICIAL, **more)
    if model.supports_web_search is not None:
        yield origin.claim("web_search", model.supports_web_search, Basis.SECONDARY, **more)
    if model.supports_sampling_params is not None:
        taken = model.supports_sampling_params
        yield origin.claim("sampling.temperature.taken", taken, Basis.SECONDARY, **more)
    if model.default_reasoning_effort:
        effort = model.default_reasoning_effort
        yield origin.claim("sampling.reasoning_effort.default", effort, Basis.SECONDARY, **more)
