"""What each metric means, in words: shown by the API and the documentation beside its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from monitor.metrics.bootstrap import RESAMPLES
from monitor.metrics.cell import Tier


class MetricName(StrEnum):
    """The metrics that exist; each name means one numerator and one denominator."""

    MENTION_RATE = "mention_rate"
    SHARE_OF_VOICE_PRESENCE = "share_of_voice_presence"


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """One metric in words; every text is a sentence or a phrase for a reader."""

    name: MetricName
    title: str
    numerator: str
    denominator: str
    weighting: str
    interval: str


_COUNTED = "Refusals, blocks and failures are not counted; they are reported beside the metric."
_EACH_PROMPT = "Each prompt weighs the same, whatever its number of counted answers."

_ALL = (
    MetricDefinition(
        name=MetricName.MENTION_RATE,
        title="Mention rate (visibility)",
        numerator="Counted answers that name the brand at least once (k).",
        denominator=f"Counted answers: complete or cut off at the length limit (n). {_COUNTED}",
        weighting=(
            f"{_EACH_PROMPT} The value is the mean over prompts of the rate within each prompt, so "
            "it equals k / n only where all prompts have the same number of counted answers."
        ),
        interval=(
            "95 % Wilson interval on the effective sample size, with the prompt as cluster and a t "
            "quantile of P - 1 degrees of freedom for P prompts. It speaks of prompts like these, "
            "not of these prompts alone. Where the brand is named in every answer or in none, the "
            "effective sample size is the number of prompts. With one prompt it is the Wilson "
            "interval over the repeats of that prompt only."
        ),
    ),
    MetricDefinition(
        name=MetricName.SHARE_OF_VOICE_PRESENCE,
        title="Share of voice (presence)",
        numerator="The brand's mention rate; k is the number of counted answers that name it.",
        denominator=(
            "The sum of the mention rates of all tracked brands; n is the sum over tracked brands "
            "of the counted answers that name them, so an answer that names three brands counts "
            f"three times. Brands that are not tracked do not count. {_COUNTED}"
        ),
        weighting=f"{_EACH_PROMPT} How often one answer names a brand does not matter.",
        interval=(
            f"95 % expanded percentile bootstrap over prompts, {RESAMPLES} resamples; the seed "
            "stands in the method. It speaks of prompts like these, not of these prompts alone. "
            "No interval with fewer than two prompts, nor where no resample changes the share, as "
            "for a brand that is never named."
        ),
    ),
)

DEFINITIONS: Mapping[MetricName, MetricDefinition] = MappingProxyType({d.name: d for d in _ALL})

TIERS: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.TOO_FEW: "Fewer than 10 answers: not to be read as a finding.",
        Tier.PROVISIONAL: "10 to 29 answers: a first sign.",
        Tier.SOLID: "30 answers or more.",
    }
)
