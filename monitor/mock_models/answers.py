"""Draws answers from a scenario: Markdown lists that name brands with the stated probabilities."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.mock_models.call import Ask
from monitor.mock_models.dice import Dice, dice_for
from monitor.mock_models.draft import Draft, Sentence, cut_to, tokens_in
from monitor.mock_models.faults import Ending
from monitor.mock_models.judging import is_judging, judge_reply
from monitor.mock_models.scenario import Rule, Scenario, ScenarioBrand, Source

REFUSAL = "I'm sorry, but I can't help with that request."

_REASONING_TOKENS = 64
_NEVER = 1e-9
_INTRODUCTIONS = (
    "These are the options that are named most often:",
    "Here is a short list, best first:",
    "A few choices stand out:",
)
_ENDS = (
    "\nTry two of them for a week before you decide.",
    "\nWhich one fits best depends on budget and size.",
)
_NONE = "No single product stands out here; it depends on budget, size and taste.\n"


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a scenario; the rules that hold for a model are looked up once."""

    scenario: Scenario
    _rules: dict[tuple[str, str, float | None], tuple[Rule, ...]] = field(default_factory=dict)

    def rules_for(self, provider: str, ask: Ask) -> tuple[Rule, ...]:
        """The rules that hold for a request, later ones last."""
        key = (provider, ask.model, ask.temperature)
        if key not in self._rules:
            self._rules[key] = tuple(rule for rule in self.scenario.rules if rule.fits(*key))
        return self._rules[key]

    def rejected_setting(self, provider: str, ask: Ask) -> str | None:
        """The wire name of a setting that the model does not take; None where it takes all."""
        rejected = [name for rule in self.rules_for(provider, ask) for name in rule.rejects]
        return next((name for name in rejected if ask.settings.get(name) is not None), None)

    def draft(self, provider: str, ask: Ask, *, repetition: int) -> Draft:
        """The answer to a request; the same for equal arguments."""
        dice = dice_for(
            self.scenario.seed, provider, ask.model, ask.prompt, ask.settings, repetition
        )
        reasons = any("reasoning" in name or "thinking" in name for name in ask.settings)
        draft = Draft(
            dice=dice,
            repetition=repetition,
            sentences=(Sentence(REFUSAL),),
            input_tokens=tokens_in(ask.prompt),
            reasoning_tokens=_REASONING_TOKENS if reasons else 0,
        )
        rules = self.rules_for(provider, ask)
        stated = [rule.refusal_rate for rule in rules if rule.refusal_rate is not None]
        refusal_rate = stated[-1] if stated else self.scenario.refusal_rate
        if dice.share("refusal") < refusal_rate:
            return _ending(draft, Ending.REFUSED)
        if is_judging(ask.prompt):
            judged = Sentence(judge_reply(ask.prompt, self.scenario.judge, dice))
            answered = replace(draft, sentences=(judged,))
        else:
            answered = self._answered(draft, ask, self._rates(rules))
        return answered if ask.max_tokens is None else cut_to(answered, ask.max_tokens)

    def _rates(self, rules: tuple[Rule, ...]) -> dict[str, float]:
        rates = {brand.name: brand.rate for brand in self.scenario.brands}
        for rule in rules:
            rates |= rule.rates
        return rates

    def _answered(self, draft: Draft, ask: Ask, rates: dict[str, float]) -> Draft:
        dice, scenario = draft.dice, self.scenario
        brands = [
            brand
            for brand in scenario.brands
            if dice.share(f"named {brand.name}") < rates[brand.name]
        ]
        # Efraimidis and Spirakis (2006): orders drawn so that heavier items tend to come first.
        brands.sort(
            key=lambda one: dice.share(f"order {one.name}") ** (1 / max(rates[one.name], _NEVER)),
            reverse=True,
        )
        searches: tuple[str, ...] = ()
        sources: tuple[Source, ...] = ()
        if ask.web_search and dice.share("search") < scenario.search_rate:
            topic = " ".join(ask.prompt.split())[:80].rstrip("?!. ")
            searches = tuple(text.replace("{prompt}", topic) for text in scenario.searches)
            own = (
                Source(url=f"https://{one.domain}/", title=one.name) for one in brands if one.domain
            )
            sources = (*scenario.sources, *own)
        return Draft(
            dice=dice,
            repetition=draft.repetition,
            sentences=self._sentences(dice, brands, sources),
            input_tokens=draft.input_tokens,
            sources=sources,
            searches=searches,
            reasoning_tokens=draft.reasoning_tokens,
        )

    def _sentences(
        self, dice: Dice, brands: list[ScenarioBrand], sources: tuple[Source, ...]
    ) -> tuple[Sentence, ...]:
        if not brands:
            return (Sentence(_NONE),)
        lines = [
            Sentence(_INTRODUCTIONS[dice.number("introduction", len(_INTRODUCTIONS))] + "\n\n")
        ]
        for rank, brand in enumerate(brands, 1):
            virtues = self.scenario.virtues
            virtue = virtues[dice.number(f"virtue {brand.name}", len(virtues))]
            cited: tuple[int, ...] = ()
            if sources and dice.share(f"cites {brand.name}") < self.scenario.citation_rate:
                first = dice.number(f"source {brand.name}", len(sources))
                cited = (
                    (first,)
                    if dice.share(f"one {brand.name}") < _ONE_SOURCE
                    else (tuple(sorted({first, (first + 1) % len(sources)})))
                )
            lines.append(Sentence(f"{rank}. **{brand.name}** — {virtue}.\n", cited))
        return (*lines, Sentence(_ENDS[dice.number("end", len(_ENDS))]))


_ONE_SOURCE = 0.7


def _ending(draft: Draft, ending: Ending) -> Draft:
    return Draft(
        dice=draft.dice,
        repetition=draft.repetition,
        sentences=draft.sentences,
        input_tokens=draft.input_tokens,
        ending=ending,
    )
