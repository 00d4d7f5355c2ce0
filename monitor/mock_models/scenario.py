"""What the mock server answers and how it behaves, read from a small YAML file."""

from __future__ import annotations

from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from monitor.domain.findings import Sentiment
from monitor.errors import BadInput
from monitor.mock_models.faults import check_fault_name

Rate = Annotated[float, Field(ge=0, le=1)]
Range = tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScenarioBrand(_Entry):
    """A brand that answers name with a probability of `rate`."""

    name: Annotated[str, Field(min_length=1)]
    rate: Rate
    domain: str | None = None


class Source(_Entry):
    """A page that a web search finds."""

    url: Annotated[str, Field(pattern=r"^https?://[^/\s]+")]
    title: str


class Rule(_Entry):
    """What is different for some models, providers or temperatures.

    Attributes:
        provider, model: shell patterns, in which * is any text.
        temperature: from and to, both included; a request without temperature is not in a range.
        rates: by brand.
        refusal_rate: None leaves it as it is.
        rejects: settings, by their wire names, that get a 400.
    """

    provider: str = "*"
    model: str = "*"
    temperature: Range | None = None
    rates: dict[str, Rate] = Field(default_factory=dict)
    refusal_rate: Rate | None = None
    rejects: tuple[str, ...] = ()

    def fits(self, provider: str, model: str, temperature: float | None) -> bool:
        """Whether the rule holds for a request."""
        if not (fnmatchcase(provider, self.provider) and fnmatchcase(model, self.model)):
            return False
        if self.temperature is None:
            return True
        low, high = self.temperature
        return temperature is not None and low <= temperature <= high


class ScenarioJudge(_Entry):
    """How the server replies when it is asked to judge an answer.

    Attributes:
        sentiments: how often it gives each, relative to the others.
        recommended_rate: how often it takes the brand for recommended.
        no_json_rate, wrong_shape_rate, made_up_evidence_rate: share of replies with that fault.
    """

    sentiments: Annotated[dict[Sentiment, Rate], Field(min_length=1)] = Field(
        default_factory=lambda: {Sentiment.POSITIVE: 0.7, Sentiment.NEUTRAL: 0.3}
    )
    recommended_rate: Rate = 0.8
    no_json_rate: Rate = 0.0
    wrong_shape_rate: Rate = 0.0
    made_up_evidence_rate: Rate = 0.0


class Scenario(_Entry):
    """All that can be chosen about the server.

    Attributes:
        seed: another seed gives other answers with the same rates.
        delay_s: each answer takes a time between the two, drawn evenly.
        searches: queries of a web search; "{prompt}" stands for the beginning of the prompt.
        search_rate: share of the answers that search when they may.
        citation_rate: share of the sentences about a brand that cite a source, after a search.
        faults: share of the requests that get a fault, by its name.
        slow_s: how long the slow faults take.
        virtues: what is said of a brand, one of them each time.
        judge: how it judges.
    """

    seed: int = 1
    delay_s: Range = (0.0, 0.0)
    brands: Annotated[tuple[ScenarioBrand, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    searches: tuple[str, ...] = ("{prompt}",)
    search_rate: Rate = 1.0
    citation_rate: Rate = 0.7
    refusal_rate: Rate = 0.0
    rules: tuple[Rule, ...] = ()
    faults: dict[str, Rate] = Field(default_factory=dict)
    slow_s: Annotated[float, Field(ge=0)] = 30.0
    virtues: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "easy to set up and fairly priced",
        "strong in larger teams",
        "known for good support",
        "well documented, with many integrations",
        "a solid choice for a tight budget",
        "popular with people who start out",
    )
    judge: ScenarioJudge = Field(default_factory=ScenarioJudge)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        low, high = self.delay_s
        if low > high:
            raise ValueError(f"delay_s: expected the shorter time first, found {low:g}, {high:g}")
        if sum(self.faults.values()) > 1:
            raise ValueError("faults: expected shares that add up to at most 1")
        for name in self.faults:
            check_fault_name(name)
        known = {brand.name for brand in self.brands}
        for at, rule in enumerate(self.rules):
            if unknown := sorted(rule.rates.keys() - known):
                raise ValueError(
                    f"rules.{at}.rates: {unknown[0]!r} is no brand of this scenario;"
                    f" known: {', '.join(sorted(known))}"
                )
        return self


def default_scenario() -> Scenario:
    """The scenario that comes with the package."""
    text = files("monitor.mock_models").joinpath("default_scenario.yaml").read_text("utf-8")
    return scenario_of(text, name="default_scenario.yaml")


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file.

    Raises:
        BadInput: the file cannot be read, is no YAML, or something in it cannot be used.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: the scenario cannot be read: {error}") from error
    return scenario_of(text, name=str(path))


def scenario_of(text: str, *, name: str) -> Scenario:
    """The scenario in a text; `name` is what messages call it.

    Raises:
        BadInput: it is no YAML, or something in it cannot be used.
    """
    try:
        data: object = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise BadInput(f"{name}: expected YAML; the parser says: {error}") from error
    if not isinstance(data, dict):
        raise BadInput(f"{name}: expected keys such as `brands:`, found none")
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{name}: {'.'.join(str(step) for step in each['loc'])}: {each['msg']}".replace(
                ": : ", ": "
            )
            for each in error.errors(include_url=False)
        ]
        raise BadInput("\n".join(problems)) from error
