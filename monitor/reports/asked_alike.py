"""Which models were asked alike and can be compared, and which are left out, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.catalog.capabilities import admit
from monitor.catalog.summary import CardSummary, summarize
from monitor.domain.json_value import JsonObject, JsonValue, sha256_of
from monitor.domain.model_card import SAME_MODEL, ModelCard
from monitor.domain.question import Channel, Target
from monitor.errors import UnsupportedSetting
from monitor.metrics.cell import PromptCell
from monitor.storage.configured import SavedTarget

FEWEST_REPEATS = 2
"""Answers to each prompt; with one, nobody knows how much chance there is in it."""

FEWEST_SHARED = 0.5
"""A model that answered fewer of the prompts than this share would leave too few for the others."""


class Why(StrEnum):
    """Why a model does not take part."""

    UNKNOWN_MODEL = "unknown_model"
    SETTINGS_NOT_KNOWN = "settings_not_known"
    FEW_REPEATS = "few_repeats"
    FEW_PROMPTS = "few_prompts"
    UNDISCLOSED = "undisclosed"
    NOT_RECORDED = "not_recorded"
    ONLY_ESTIMATES = "only_estimates"


@dataclass(frozen=True, slots=True)
class BrandCounts:
    """Counts over the answers of one brand, target, served model and prompt.

    Attributes:
        n: answers that count (outcome ok or truncated, analyzed with this brand).
        k: of these, answers that mention the brand.
    """

    brand_id: int
    target_id: int
    served_model: str | None
    model_card_id: int | None
    prompt_id: int
    n: int
    k: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A model that does not take part.

    Attributes:
        model: its name, or that of the target where no model is known.
        answers: how many counted answers of it are left out.
    """

    model: str
    why: Why
    answers: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskedModel:
    """A model with the counts of its answers.

    Attributes:
        key: of the card of the model itself, whoever serves it.
        targets: the keys of the targets that were served by it.
        target_ids: their numbers.
        counts: by brand and prompt, how many answers name the brand, and of how many.
    """

    key: str
    card: ModelCard
    summary: CardSummary
    targets: tuple[str, ...]
    target_ids: tuple[int, ...]
    counts: Mapping[int, Mapping[int, tuple[int, int]]]

    def answered(self) -> dict[int, int]:
        """The most counted answers that any brand has, by prompt."""
        most: dict[int, int] = {}
        for prompts in self.counts.values():
            for prompt_id, (_, n) in prompts.items():
                most[prompt_id] = max(most.get(prompt_id, 0), n)
        return most

    def cells(self, brand_id: int, prompts: Sequence[int]) -> tuple[PromptCell, ...]:
        """The counts of a brand in these prompts."""
        own = self.counts.get(brand_id, {})
        return tuple(PromptCell(prompt, *own.get(prompt, (0, 0))) for prompt in prompts)


@dataclass(frozen=True, slots=True)
class Setup:
    """A way of asking, and the models that were asked in this way.

    Attributes:
        settings: what was sent, as far as the catalog knows what the models take.
        system_prompt_sha256: None where none was sent.
        prompts: that all the models answered.
        exclusions: models that do not take part whatever they are compared by.
    """

    channel: Channel
    web_search: bool
    country: str | None
    settings: JsonObject
    options: JsonObject
    system_prompt_sha256: str | None
    prompts: tuple[int, ...]
    models: tuple[AskedModel, ...]
    exclusions: tuple[Exclusion, ...]

    def without(self, setting: str) -> str:
        """The fingerprint of everything but one setting."""
        rest = {name: value for name, value in self.settings.items() if name != setting}
        return sha256_of({**_fingerprint_of(self), "settings": rest})


@dataclass(frozen=True, slots=True)
class Catalog:
    """The cards and targets that counts point at, by id."""

    targets: Mapping[int, SavedTarget]
    cards: Mapping[int, ModelCard]


@dataclass(slots=True)
class _Gathered:
    """What is counted for one model in one setup."""

    card: ModelCard
    targets: dict[int, str] = field(default_factory=dict)
    counts: dict[int, dict[int, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, count: BrandCounts, target: Target) -> None:
        self.targets[count.target_id] = target.key
        k, n = self.counts[count.brand_id].get(count.prompt_id, (0, 0))
        self.counts[count.brand_id][count.prompt_id] = (k + count.k, n + count.n)


def gather_setups(
    counts: Sequence[BrandCounts], catalog: Catalog
) -> tuple[tuple[Setup, ...], tuple[Exclusion, ...]]:
    """The ways of asking, those with most models first, and the targets whose model is not known.

    Answers are put together only where the channel, web search, country, system prompt, options
    and settings are the same. Targets that serve the same model alike count as one model.
    """
    groups: dict[str, dict[str, _Gathered]] = defaultdict(dict)
    examples: dict[str, Target] = {}
    unknown: dict[tuple[str, Why], dict[tuple[int, int, str | None], int]] = defaultdict(dict)
    for count in counts:
        saved = catalog.targets[count.target_id]
        target, card = saved.target, _card_of(count, catalog)
        if card is None or target.channel is Channel.IMPORT:
            why = Why.UNKNOWN_MODEL if card is None else Why.SETTINGS_NOT_KNOWN
            pair = (count.target_id, count.prompt_id, count.served_model)
            seen = unknown[target.key if card is None else card.name, why]
            seen[pair] = max(seen.get(pair, 0), count.n)
            continue
        known = None if saved.model_card_id is None else catalog.cards.get(saved.model_card_id)
        sent = _as_sent(target, known)
        fingerprint = sha256_of(_fingerprint_of(sent))
        examples.setdefault(fingerprint, sent)
        key = card.stands_on if card.stands_on and card.relation in SAME_MODEL else card.key
        groups[fingerprint].setdefault(key, _Gathered(card)).add(count, target)
    setups = [_setup(examples[print_], models) for print_, models in groups.items()]
    setups.sort(key=lambda setup: -len(setup.models))
    left_out = tuple(
        Exclusion(model, why, sum(seen.values()), _GENERAL[why])
        for (model, why), seen in sorted(unknown.items())
    )
    return tuple(setups), left_out


_GENERAL: Mapping[Why, str] = {
    Why.UNKNOWN_MODEL: "which model answered is not known",
    Why.SETTINGS_NOT_KNOWN: "with which settings it was asked is not known",
    Why.FEW_REPEATS: f"fewer than {FEWEST_REPEATS} answers to each prompt",
    Why.FEW_PROMPTS: "it answered fewer than half of the prompts that the others answered",
}


def _card_of(count: BrandCounts, catalog: Catalog) -> ModelCard | None:
    card_id = count.model_card_id or catalog.targets[count.target_id].model_card_id
    return None if card_id is None else catalog.cards.get(card_id)


def _as_sent(target: Target, card: ModelCard | None) -> Target:
    try:
        return admit(target, card=card)[0]
    except UnsupportedSetting:
        return target


def _fingerprint_of(asked: Target | Setup) -> dict[str, JsonValue]:
    settings = asked.settings.given() if isinstance(asked, Target) else dict(asked.settings)
    prompt = (
        _hash_of(asked.system_prompt) if isinstance(asked, Target) else asked.system_prompt_sha256
    )
    return {
        "channel": asked.channel.value,
        "web_search": asked.web_search,
        "country": asked.country,
        "system_prompt": prompt,
        "options": dict(asked.options),
        "settings": settings,
    }


def _hash_of(text: str | None) -> str | None:
    return None if text is None else sha256_of(text)


def _setup(target: Target, gathered: Mapping[str, _Gathered]) -> Setup:
    models = [_model(key, one) for key, one in sorted(gathered.items())]
    exclusions: list[Exclusion] = []
    repeated = list(_take_out(models, exclusions, Why.FEW_REPEATS, _is_repeated))
    everywhere = {prompt for model in repeated for prompt in model.answered()}
    least = FEWEST_SHARED * len(everywhere)
    kept = list(
        _take_out(repeated, exclusions, Why.FEW_PROMPTS, lambda m: len(m.answered()) >= least)
    )
    shared = set.intersection(*(set(model.answered()) for model in kept)) if kept else set()
    return Setup(
        channel=target.channel,
        web_search=target.web_search,
        country=target.country,
        settings=target.settings.given(),
        options=dict(target.options),
        system_prompt_sha256=_hash_of(target.system_prompt),
        prompts=tuple(sorted(shared)),
        models=tuple(kept),
        exclusions=tuple(exclusions),
    )


def _model(key: str, gathered: _Gathered) -> AskedModel:
    return AskedModel(
        key=key,
        card=gathered.card,
        summary=summarize(gathered.card),
        targets=tuple(sorted(set(gathered.targets.values()))),
        target_ids=tuple(sorted(gathered.targets)),
        counts={brand: dict(prompts) for brand, prompts in gathered.counts.items()},
    )


def _is_repeated(model: AskedModel) -> bool:
    answered = model.answered()
    return sum(answered.values()) >= FEWEST_REPEATS * len(answered)


def _take_out(
    models: Sequence[AskedModel],
    exclusions: list[Exclusion],
    why: Why,
    stays: Callable[[AskedModel], bool],
) -> Iterator[AskedModel]:
    for model in models:
        if stays(model):
            yield model
        else:
            answers = sum(model.answered().values())
            exclusions.append(Exclusion(model.summary.name, why, answers, _GENERAL[why]))
