"""Reads a configuration file into the domain's own values, or tells all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path as FilePath

from monitor.analysis.source_types import SourceRule
from monitor.configuration.checks import (
    doubled_keys,
    judge_problems,
    target_problems,
    unusable_names,
)
from monitor.configuration.configuration import Configuration, JudgeChoice, KnownProviders, Monitor
from monitor.configuration.document import Document, parse_document, read_bytes
from monitor.configuration.keys import derived_keys
from monitor.configuration.precisions import precision_of, precision_problems
from monitor.configuration.problem import BadConfiguration, Problem
from monitor.configuration.schedules import schedule_of, schedule_problems
from monitor.configuration.schema import (
    BrandEntry,
    BudgetEntry,
    JudgeEntry,
    LimitEntry,
    MonitorEntry,
    PromptEntry,
    SettingsEntry,
    SourceEntry,
    TargetEntry,
)
from monitor.configuration.sections import entries, group, section_problems
from monitor.configuration.selection import (
    selected_prompts,
    selected_targets,
    selection_problems,
)
from monitor.domain.account_rule import AccountRule
from monitor.domain.budget import NO_BUDGET, Budget, Limits
from monitor.domain.findings import Brand, BrandKind, SourceType
from monitor.domain.money import NANO_USD
from monitor.domain.question import Prompt, Target, UnsupportedPolicy
from monitor.domain.sampling import SamplingSettings


def read_configuration(path: FilePath, known: KnownProviders) -> Configuration:
    """What a file says; keys of providers are not looked for, see `missing_keys`.

    Raises:
        BadConfiguration: with every problem of the file.
    """
    return configuration_of(read_bytes(path), file=str(path), known=known)


def configuration_of(content: bytes, *, file: str, known: KnownProviders) -> Configuration:
    """What the bytes of a file say; `file` is its name in messages.

    Raises:
        BadConfiguration: with every problem of the file.
    """
    document = parse_document(content, file)
    problems = [*document.problems, *section_problems(document)]
    brands, brand_problems = _brands(document)
    prompts, prompt_problems = _prompts(document)
    targets, unusable_targets = _targets(document, known)
    monitors, monitor_problems = entries(document, "monitors", MonitorEntry)
    monitor_problems += doubled_keys(
        document, "monitors", {at: each.key for at, each in monitors.items()}
    )
    monitor_problems += selection_problems(
        document,
        monitors,
        prompts=None if prompt_problems or not prompts else list(prompts.values()),
        targets=None
        if unusable_targets or not targets
        else [each.key for each in targets.values()],
    )
    monitor_problems += schedule_problems(
        document, {at: each.schedule for at, each in monitors.items()}
    )
    if not brand_problems and brands:
        monitor_problems += precision_problems(document, monitors, brands.values())
    judge, unusable_judge = group(document, "judge", JudgeEntry)
    budget, budget_problems = group(document, "budget", BudgetEntry)
    if not unusable_targets:
        unusable_judge += judge_problems(document, judge, targets.values())
    problems += [*brand_problems, *prompt_problems, *unusable_targets, *monitor_problems]
    sources, source_problems = _sources(document)
    limits, limit_problems = _limits(document, known)
    problems += [*unusable_judge, *budget_problems, *source_problems, *limit_problems]
    if problems:
        raise BadConfiguration(problems)
    return Configuration(
        brands=tuple(brands.values()),
        prompts=tuple(prompts.values()),
        targets=tuple(targets.values()),
        monitors=tuple(_monitor(each, prompts, targets, brands) for each in monitors.values()),
        file=file,
        target_lines={
            each.key: document.places["targets", at].line for at, each in targets.items()
        },
        judge=None if judge is None else JudgeChoice(judge.target, judge.limit),
        sources=sources,
        limits=limits,
        budget=_budget(budget),
    )


def _brands(document: Document) -> tuple[dict[int, Brand], list[Problem]]:
    good, problems = entries(document, "brands", BrandEntry)
    keys = _keys({at: (each.key, each.name) for at, each in good.items()})
    problems += doubled_keys(document, "brands", keys)
    brands = {at: _brand(keys[at], each) for at, each in good.items()}
    return brands, problems + unusable_names(document, brands)


def _prompts(document: Document) -> tuple[dict[int, Prompt], list[Problem]]:
    good, problems = entries(document, "prompts", PromptEntry)
    keys = _keys({at: (each.key, each.text) for at, each in good.items()})
    problems += doubled_keys(document, "prompts", keys)
    return {at: _prompt(keys[at], each) for at, each in good.items()}, problems


def _targets(document: Document, known: KnownProviders) -> tuple[dict[int, Target], list[Problem]]:
    good, problems = entries(document, "targets", TargetEntry)
    problems += doubled_keys(document, "targets", {at: each.key for at, each in good.items()})
    problems += target_problems(document, good, known)
    return {
        at: _target(each, known) for at, each in good.items() if each.provider in known.facts
    }, problems


def _sources(document: Document) -> tuple[tuple[SourceRule, ...], list[Problem]]:
    good, problems = entries(document, "sources", SourceEntry)
    problems += doubled_keys(
        document, "sources", {at: each.domain for at, each in good.items()}, field="domain"
    )
    rules = (SourceRule(each.domain, SourceType(each.type)) for each in good.values())
    return tuple(rules), problems


def _limits(
    document: Document, known: KnownProviders
) -> tuple[tuple[AccountRule, ...], list[Problem]]:
    good, problems = entries(document, "limits", LimitEntry)
    rules: dict[tuple[str, str | None], AccountRule] = {}
    for at, each in good.items():
        place = (each.provider, each.base_url)
        if each.provider not in known.facts:
            problems.append(
                document.problem(
                    ("limits", at, "provider"),
                    f"expected the name of a provider, found `{each.provider}`; "
                    "`namedrop providers list` tells them",
                )
            )
        if place in rules:
            problems.append(
                document.problem(
                    ("limits", at, "provider"),
                    f"expected one item for each provider and base_url, found `{each.provider}` "
                    "twice",
                )
            )
        rules[place] = AccountRule(
            each.provider,
            each.base_url,
            each.concurrency,
            each.requests_per_minute,
            each.tokens_per_minute,
        )
    return tuple(rules.values()), problems


def _keys(given: Mapping[int, tuple[str | None, str]]) -> dict[int, str]:
    """The keys of a section's items: as written, else derived from the name or text."""
    stated = {at: key for at, (key, _) in given.items() if key is not None}
    unnamed = {at: text for at, (key, text) in given.items() if key is None}
    derived = derived_keys(unnamed, taken=stated.values())
    return {at: stated[at] if at in stated else derived[at] for at in given}


def _brand(key: str, entry: BrandEntry) -> Brand:
    return Brand(
        key=key,
        name=entry.name,
        kind=BrandKind(entry.kind),
        aliases=tuple(entry.aliases),
        domains=tuple(entry.domains),
        exclusions=tuple(entry.exclusions),
        ambiguous=entry.ambiguous,
        case_sensitive=entry.case_sensitive,
        context_words=tuple(entry.context_words),
    )


def _prompt(key: str, entry: PromptEntry) -> Prompt:
    return Prompt(
        key=key,
        text=entry.text,
        language=entry.language,
        country=entry.country,
        topic=entry.topic,
        tags=tuple(entry.tags),
    )


def _target(entry: TargetEntry, known: KnownProviders) -> Target:
    return Target(
        key=entry.key,
        provider=entry.provider,
        model=entry.model,
        channel=known.facts[entry.provider].channel,
        settings=_settings(entry.settings),
        web_search=entry.web_search,
        system_prompt=entry.system_prompt,
        country=entry.country,
        base_url=entry.base_url,
        api_key_env=entry.api_key_env,
        options=entry.options,
        unsupported=UnsupportedPolicy(entry.unsupported),
    )


def _settings(entry: SettingsEntry) -> SamplingSettings:
    return SamplingSettings(
        temperature=entry.temperature,
        top_p=entry.top_p,
        top_k=entry.top_k,
        min_p=entry.min_p,
        seed=entry.seed,
        max_tokens=entry.max_tokens,
        frequency_penalty=entry.frequency_penalty,
        presence_penalty=entry.presence_penalty,
        stop=None if entry.stop is None else tuple(entry.stop),
        reasoning_effort=entry.reasoning_effort,
    )


def _monitor(
    entry: MonitorEntry,
    prompts: Mapping[int, Prompt],
    targets: Mapping[int, Target],
    brands: Mapping[int, Brand],
) -> Monitor:
    return Monitor(
        key=entry.key,
        prompt_keys=selected_prompts(entry, prompts.values()),
        target_keys=selected_targets(entry, [each.key for each in targets.values()]),
        repeats=entry.repeats,
        schedule=None if entry.schedule is None else schedule_of(entry.schedule, key=entry.key),
        budget=_budget(entry.budget),
        precision=None
        if entry.precision is None
        else precision_of(entry.precision, brands.values()),
    )


def _budget(entry: BudgetEntry | None) -> Budget:
    if entry is None:
        return NO_BUDGET
    return Budget(
        day=Limits(_usd(entry.usd_per_day), entry.calls_per_day),
        month=Limits(_usd(entry.usd_per_month), entry.calls_per_month),
    )


def _usd(amount: float | None) -> Decimal | None:
    # The shortest decimal of a float is what the user wrote.
    return None if amount is None else Decimal(repr(amount)).quantize(NANO_USD).normalize()
