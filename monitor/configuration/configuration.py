"""A configuration as it flows: brands, prompts, targets and monitors, all checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.analysis.source_types import SourceRule
from monitor.configuration.problem import Problem
from monitor.domain.account_rule import AccountRule
from monitor.domain.budget import NO_BUDGET, Budget
from monitor.domain.findings import Brand
from monitor.domain.question import Channel, Prompt, Target
from monitor.metrics.precision import Precision
from monitor.providers.protocol import Provider
from monitor.scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What reading a target needs to know of its provider.

    Attributes:
        api_key_env: the variable that holds the key by default; None where none is needed.
        base_url: where the service is by default; None where the target must say it.
        options: the names of the options that it takes.
    """

    channel: Channel
    api_key_env: str | None
    base_url: str | None
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownProviders:
    """The providers that a target can name."""

    facts: Mapping[str, ProviderFacts]

    @classmethod
    def of(cls, providers: Iterable[Provider]) -> KnownProviders:
        """The facts of the given adapters."""
        return cls(
            {
                each.name: ProviderFacts(
                    each.channel, each.api_key_env, each.base_url, frozenset(each.options)
                )
                for each in providers
            }
        )


@dataclass(frozen=True, slots=True)
class PrecisionChoice:
    """How precisely the mention rate of which brand shall be known for each prompt and target."""

    brand_key: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class Monitor:
    """Prompts x targets x repeats.

    Attributes:
        prompt_keys, target_keys: what is selected, in the order of the file; at least one of each.
        repeats: how many times each prompt is asked of each target in a run, 1 to 100.
        schedule: when it runs by itself; None where it runs only when told to.
        budget: what its runs may spend, beside the budget of the whole file.
        precision: until when it repeats a prompt after that; None where the repeats are all.
    """

    key: str
    prompt_keys: tuple[str, ...]
    target_keys: tuple[str, ...]
    repeats: int
    schedule: Schedule | None = None
    budget: Budget = NO_BUDGET
    precision: PrecisionChoice | None = None


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """Who settles close findings after a run.

    Attributes:
        limit: findings to judge after each run.
    """

    target_key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that one file says.

    Attributes:
        file: as the user named it.
        target_lines: the line, from 1, where each target begins, by its key.
        judge: None where the rules alone decide.
        sources: of what types the user says that sites are.
        limits: how much may be asked of accounts.
        budget: what the runs of all monitors together may spend.
    """

    brands: tuple[Brand, ...]
    prompts: tuple[Prompt, ...]
    targets: tuple[Target, ...]
    monitors: tuple[Monitor, ...]
    file: str
    target_lines: Mapping[str, int] = field(compare=False)
    judge: JudgeChoice | None = None
    sources: tuple[SourceRule, ...] = ()
    limits: tuple[AccountRule, ...] = ()
    budget: Budget = NO_BUDGET


def key_variable(target: Target, known: KnownProviders) -> str | None:
    """The environment variable that holds the target's key; None where no key is needed."""
    if target.api_key_env is not None:
        return target.api_key_env
    return known.facts[target.provider].api_key_env


def missing_keys(
    configuration: Configuration,
    targets: Iterable[Target],
    *,
    known: KnownProviders,
    environ: Mapping[str, str],
) -> list[Problem]:
    """One problem for each target whose key is not in the environment; a dry run needs no keys."""
    return [
        Problem(
            configuration.file,
            configuration.target_lines.get(target.key),
            None,
            "",
            f"target `{target.key}` needs the key of provider `{target.provider}`: "
            f"expected it in the environment variable {variable}, which is not set",
        )
        for target in targets
        if (variable := key_variable(target, known)) and not environ.get(variable, "").strip()
    ]
