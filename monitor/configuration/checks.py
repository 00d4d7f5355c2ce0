"""What no value can tell alone: doubled keys and names, and targets against their providers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from monitor.analysis.ambiguity import AliasProblem, AliasProblemKind, alias_problems
from monitor.configuration.configuration import KnownProviders
from monitor.configuration.document import Document
from monitor.configuration.problem import Path, Problem, shown, suggestion
from monitor.configuration.schema import JudgeEntry, TargetEntry
from monitor.configuration.values import LOCAL_BASE_URL
from monitor.domain.findings import Brand
from monitor.domain.question import Channel, Target

LOCAL_PROVIDER = "llamacpp"
JUDGING_CHANNELS = frozenset({Channel.API, Channel.LOCAL})
"""Models on them reply to any text; a search page does not, and invented answers judge nothing."""


def doubled_keys(
    document: Document, section: str, keys: Mapping[int, str], *, field: str = "key"
) -> list[Problem]:
    """A problem for each key of a section that another item before it has."""
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for at, key in keys.items():
        before = first.setdefault(key, at)
        if before != at:
            line = document.places[section, before].line
            message = f"expected a {field} of its own, found `{key}` at the item of line {line} too"
            problems.append(document.problem((section, at, field), message))
    return problems


def unusable_names(document: Document, brands: Mapping[int, Brand]) -> list[Problem]:
    """A problem for each name, alias or domain that means another brand too, or nothing at all."""
    # Keys may be doubled here, so the place in the file stands in for them.
    numbered = [replace(brand, key=str(at)) for at, brand in brands.items()]
    return [
        document.problem(_place_of(each, brands), _name_message(each, brands))
        for each in alias_problems(numbered)
    ]


def _place_of(problem: AliasProblem, brands: Mapping[int, Brand]) -> Path:
    at = int(problem.brands[-1])
    brand = brands[at]
    if problem.alias == brand.name:
        return ("brands", at, "name")
    for key, texts in (("aliases", brand.aliases), ("domains", brand.domains)):
        if problem.alias in texts:
            return ("brands", at, key, texts.index(problem.alias))
    return ("brands", at)


def _name_message(problem: AliasProblem, brands: Mapping[int, Brand]) -> str:
    text = shown(problem.alias)
    match problem.kind:
        case AliasProblemKind.SHARED:
            other = shown(brands[int(problem.brands[0])].name)
            return (
                f'expected a name or domain of one brand alone, found "{text}", '
                f'which means "{other}" too'
            )
        case AliasProblemKind.EMPTY:
            return f'expected a name with letters or digits, found "{text}"'
        case AliasProblemKind.TOO_SHORT:
            return f'expected a name of two characters or more, found "{text}"'
        case _:
            assert_never(problem.kind)


def target_problems(
    document: Document, targets: Mapping[int, TargetEntry], known: KnownProviders
) -> list[Problem]:
    """Unknown providers, and addresses that are missing or mean nothing for the provider."""
    return [
        document.problem(("targets", at, key), message)
        for at, target in targets.items()
        for key, message in _target_problem(target, known)
    ]


def _target_problem(target: TargetEntry, known: KnownProviders) -> list[tuple[str, str]]:
    facts = known.facts.get(target.provider)
    if facts is None:
        hint = suggestion(target.provider, known.facts)
        return [("provider", f"unknown provider `{shown(target.provider)}`{hint}")]
    if target.base_url == LOCAL_BASE_URL and target.provider != LOCAL_PROVIDER:
        message = (
            f"`{LOCAL_BASE_URL}` is the model that Namedrop starts itself and goes with "
            f"`provider: {LOCAL_PROVIDER}` alone; expected an address"
        )
        return [("base_url", message)]
    if target.base_url is None and facts.base_url is None:
        message = f"missing; provider `{target.provider}` has no address of its own; expected "
        message += "the server's, such as `http://127.0.0.1:8080`"
        if target.provider == LOCAL_PROVIDER:
            message += f", or `{LOCAL_BASE_URL}` for the model that Namedrop starts itself"
        return [("base_url", message)]
    return [
        ("options", f"unknown option `{shown(name)}`{suggestion(name, facts.options)}")
        for name in target.options
        if name not in facts.options
    ]


def judge_problems(
    document: Document, judge: JudgeEntry | None, targets: Iterable[Target]
) -> list[Problem]:
    """A judge that is no target, or none that can judge."""
    if judge is None:
        return []
    by_key = {target.key: target for target in targets}
    target = by_key.get(judge.target)
    if target is None:
        message = f"unknown target `{shown(judge.target)}`{suggestion(judge.target, by_key)}"
    elif target.channel not in JUDGING_CHANNELS:
        message = (
            f"`{judge.target}` cannot judge: expected a model that replies to any text, "
            f"found the channel `{target.channel.value}`"
        )
    else:
        return []
    return [document.problem(("judge", "target"), message)]
