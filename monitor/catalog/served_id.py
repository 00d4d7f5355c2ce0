"""Finds the card that a served id means, with the degree of certainty and the reasons for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from monitor.catalog.card_index import Named, card_index, fold
from monitor.catalog.id_parts import IdParts, take_apart
from monitor.catalog.shipped import shipped_cards, shipped_surfaces, shipped_vendors
from monitor.domain.model_card import ModelCard, Relation, Surface

LATEST = date.max
"""A day after every change that the catalog knows of."""


class Match(StrEnum):
    """How sure it is that an id means a card, surest first.

    EXACT: the id is a name or a snapshot of the card.
    ALIAS: a short or moving name that means the card on that day.
    DATED: a dated or numbered release of the card's model that the catalog does not list.
    COPY: a tuned, repacked or quantized copy by somebody else, named after the card's model.
    FAMILY: another model of a family that the catalog knows; no figure is taken over.
    SURFACE: a consumer product that does not tell which model answers.
    NONE: nothing that the catalog knows.
    """

    EXACT = "exact"
    ALIAS = "alias"
    DATED = "dated"
    COPY = "copy"
    FAMILY = "family"
    SURFACE = "surface"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a served id means.

    Attributes:
        served: the id that was asked about.
        card: set for exact, alias, dated and copy.
        surface: set for a surface.
        relation: what the served model is of the card.
        vendor, family: as far as they are known, also without a card.
        snapshot: the fixed state that is meant; None where not known.
        quantization: as the id writes it; None where it names none.
        reasons: how it was found, one sentence for each step.
    """

    served: str
    match: Match
    card: ModelCard | None = None
    surface: Surface | None = None
    relation: Relation = Relation.DEPLOYMENT_OF
    vendor: str | None = None
    family: str | None = None
    snapshot: str | None = None
    quantization: str | None = None
    reasons: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def resolve_served(served: str, *, provider: str | None = None, on: date = LATEST) -> Resolution:
    """What an id means with a provider on a day.

    >>> found = resolve_served("us.anthropic.claude-opus-4-5-20251101-v1:0", provider="bedrock")
    >>> found.card.key if found.card else None, found.match.value
    ('anthropic/claude-opus-4-5', 'exact')
    """
    surface = _surface(served)
    if surface is not None:
        return Resolution(
            served, Match.SURFACE, surface=surface, vendor=surface.vendor, reasons=(surface.why,)
        )
    parts = take_apart(served)
    search = _Search(parts, _provider_of(parts, provider), on)
    found = search.card()
    if found is None:
        return _without_card(served, parts)
    return replace(found, served=served)


def _surface(served: str) -> Surface | None:
    name = " ".join(served.lower().split())
    return next((one for one in shipped_surfaces() if name in one.names), None)


_ANY_PROVIDER = frozenset({"import", "simulated"})
"""Providers of ours that say nothing about where the id holds."""


def _provider_of(parts: IdParts, provider: str | None) -> str | None:
    return parts.gateway if provider is None or provider in _ANY_PROVIDER else provider


_RELEASE = re.compile(
    r"[-_](?:20\d{2}-?\d{2}-?\d{2}|\d{2}-20\d{2}|\d{4}|00\d"
    r"|(?:preview|exp|experimental|beta|latest)(?:-\d{2}-\d{2}|-\d{2}-20\d{2}|-20\d{2}-\d{2}-\d{2})?)$"
)
_OFFER = re.compile(r"-(?:maas|hf)$|(?<=instruct)-turbo$|^databricks-(?:meta-)?")
"""What hosts add to the name of a model that they run."""

_TUNED = ("-instruct", "-it", "-chat")
_NAMED_BY_OWNER = frozenset({"azure", "openai_compatible"})
_SERVES_FILES = frozenset({"llamacpp", "huggingface", "vllm"})


@dataclass(frozen=True, slots=True)
class _Search:
    parts: IdParts
    provider: str | None
    on: date

    def card(self) -> Resolution | None:
        """The first reading of the id that names a card."""
        for name, match, reason in self._readings():
            named = self._look_up(name)
            if named is not None:
                return self._resolution(named, match, reason)
        return None

    def _readings(self) -> Iterator[tuple[str, Match, str | None]]:
        parts = self.parts
        if parts.tag is not None:
            yield from self._readings_with_tag(parts.tag)
            return
        if self.provider == "ollama" and parts.owner is None:
            yield parts.name, Match.EXACT, None
            return
        names = [parts.written, parts.name]
        if self.provider == "bedrock":
            names += _bedrock_names(parts)
        if self.provider == "fireworks":
            names.append(re.sub(r"(?<=\d)p(?=\d)", ".", parts.name).replace("-v3", "-3"))
        for name in names:
            yield name, Match.EXACT, None
        yield _OFFER.sub("", parts.name), Match.ALIAS, f"a host's name of its offer: {parts.name}"
        for name in names:
            yield from _releases(name)
        if parts.owner is None and self.provider not in _SERVES_FILES:
            for ending in _TUNED:
                reason = f"hosts serve the tuned model under the short name {parts.name}"
                yield f"{parts.name}{ending}", Match.ALIAS, reason

    def _readings_with_tag(self, tag: str) -> Iterator[tuple[str, Match, str | None]]:
        name = self.parts.name
        if tag in {"", "latest"}:
            yield name, Match.EXACT, None
            return
        yield f"{name}:{tag}", Match.EXACT, None
        if tag.endswith(("-text", "-base")):
            return
        yield f"{name}-{tag}", Match.EXACT, None
        for ending in _TUNED:
            bare = tag.removesuffix(ending)
            yield f"{name}:{bare}", Match.ALIAS, f"the tag {tag} names the tuned model"
            yield f"{name}-{bare}{ending}", Match.ALIAS, f"Ollama tags name the tuned model: {tag}"

    def _look_up(self, name: str) -> Named | None:
        index = card_index()
        owner = self.parts.owner
        whole = index.get(fold(f"{owner}/{name}"), ()) if owner else ()
        bare = index.get(fold(name), ())
        for candidates in (whole, bare):
            fitting = [named for named in candidates if self._fits(named)]
            if fitting:
                return min(fitting, key=lambda named: named.rank(self.provider))
        return None

    def _fits(self, named: Named) -> bool:
        if self.provider == "ollama" and self.parts.owner is None:
            # A bare name means what it means with Ollama only there: "mistral", "llama3.1".
            listed = named.alias is not None and named.alias.provider == "ollama"
            if self.parts.tag in {None, "", "latest"} and not listed:
                return False
        return named.holds(self.provider, self.on) and not self._is_of_another_vendor(named)

    def _is_of_another_vendor(self, named: Named) -> bool:
        owner = self.parts.owner
        vendor = _vendor_named(owner)
        if vendor is None or vendor == named.vendor or named.has_owner(owner):
            return False
        return self.parts.quantization is None  # vendors also publish packed copies of others

    def _resolution(self, named: Named, match: Match, reason: str | None) -> Resolution:
        card = shipped_cards()[named.card_key]
        reasons = list(self._reasons_of_parts())
        if reason:
            reasons.append(f"{reason[0].upper()}{reason[1:]}.")
        reasons.append(named.said())
        if named.is_loose and match is Match.EXACT:
            match = Match.ALIAS
        relation = Relation.DEPLOYMENT_OF
        if self.parts.quantization is not None:
            relation = Relation.QUANTIZED_FROM
        if self._is_copy(named):
            match = Match.COPY
            relation = Relation.FINE_TUNE if self.parts.quantization is None else relation
            by = f"by {self.parts.owner}" if not self.parts.is_fine_tune else "made with its vendor"
            reasons.append(f"It is a copy {by}, so the figures are those of {card.key}.")
        elif self.provider in _NAMED_BY_OWNER and match is Match.EXACT and not named.is_snapshot:
            match = Match.ALIAS
            reasons.append("There whoever runs the model chooses its name.")
        return Resolution(
            served="",
            match=match,
            card=card,
            relation=relation,
            vendor=card.vendor,
            family=card.family,
            snapshot=named.snapshot or self._snapshot_today(card),
            quantization=self.parts.quantization,
            reasons=tuple(reasons),
        )

    def _snapshot_today(self, card: ModelCard) -> str | None:
        holding = (
            alias.snapshot
            for alias in card.aliases
            if alias.name == self.parts.name
            and alias.provider in {None, self.provider}
            and alias.holds_on(self.on)
        )
        return next((snapshot for snapshot in holding if snapshot), None)

    def _is_copy(self, named: Named) -> bool:
        owner = self.parts.owner
        if self.parts.is_fine_tune:
            return True
        return owner not in {None, "library"} and (
            _vendor_named(owner) != named.vendor and not named.has_owner(owner)
        )

    def _reasons_of_parts(self) -> Iterator[str]:
        parts = self.parts
        if parts.gateway:
            yield f"The form of the id is that of {parts.gateway}."
        if parts.variant:
            yield f":{parts.variant} is an offer of the router."
        if parts.quantization:
            yield f"{parts.quantization} tells how the weights are packed."


def _bedrock_names(parts: IdParts) -> Iterator[str]:
    """Without the number of the offer, and with the maker that Bedrock writes before the dot."""
    plain = re.sub(r"-v\d+$", "", parts.name)
    yield plain
    yield f"{parts.owner}-{plain}"
    if parts.owner == "openai":
        yield re.sub(r"-\d$", "", parts.name)


def _releases(name: str) -> Iterator[tuple[str, Match, str | None]]:
    """The name without the date, number or stage at its end, one after the other."""
    for _ in range(2):
        match = _RELEASE.search(name)
        if match is None:
            return
        name = name[: match.start()]
        said = match.group().strip("-_")
        yield name, Match.DATED, f"{said} is a release that the catalog does not list"


def _vendor_named(owner: str | None) -> str | None:
    if owner is None:
        return None
    last = owner.rsplit("/", 1)[-1]
    return next((key for key, vendor in shipped_vendors().items() if last in vendor.names), None)


def _without_card(served: str, parts: IdParts) -> Resolution:
    vendor = _vendor_named(parts.owner)
    past = card_index().get(fold(parts.name), ())
    if past:
        return replace(_elsewhere(served, past[0]), quantization=parts.quantization)
    related = _relative(fold(parts.name), vendor)
    if related is None:
        return Resolution(
            served,
            Match.NONE,
            vendor=vendor,
            quantization=parts.quantization,
            reasons=("The catalog knows no name like it.",),
        )
    return Resolution(
        served,
        Match.FAMILY,
        vendor=related.vendor,
        family=related.family,
        quantization=parts.quantization,
        reasons=(
            (
                f"The name begins like {related.key} of the family {related.family}, but it is no "
                "name of that model: no figure is taken over."
            ),
        ),
    )


def _elsewhere(served: str, named: Named) -> Resolution:
    """For a name that means a card with another provider or on another day."""
    card = shipped_cards()[named.card_key]
    return Resolution(
        served,
        Match.FAMILY,
        vendor=card.vendor,
        family=card.family,
        reasons=(
            (
                f"{named.name} means {card.key} {named.where()}, which is not the case here: "
                "no figure is taken over."
            ),
        ),
    )


def _relative(folded: str, vendor: str | None) -> ModelCard | None:
    best: tuple[int, ModelCard] | None = None
    for card in shipped_cards().values():
        if vendor is not None and card.vendor != vendor:
            continue
        for beginning in (fold(card.family or card.model), fold(card.model)):
            fits = folded == beginning or folded.startswith(f"{beginning}-")
            if fits and (best is None or len(beginning) > best[0]):
                best = (len(beginning), card)
    return None if best is None else best[1]
