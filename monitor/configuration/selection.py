"""Which prompts and targets a monitor selects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.configuration.document import Document
from monitor.configuration.problem import Path, Problem, shown, suggestion
from monitor.configuration.schema import MonitorEntry, PromptChoice
from monitor.domain.question import Prompt


def selected_prompts(entry: MonitorEntry, prompts: Iterable[Prompt]) -> tuple[str, ...]:
    """The keys of the prompts that a monitor asks, in the order of the file."""
    choice = entry.prompts
    if isinstance(choice, PromptChoice):
        return tuple(each.key for each in prompts if _matches(each, choice))
    return _selected_keys(choice, [each.key for each in prompts])


def selected_targets(entry: MonitorEntry, targets: Iterable[str]) -> tuple[str, ...]:
    """The keys of the targets that a monitor asks, in the order of the file."""
    return _selected_keys(entry.targets, targets)


def _selected_keys(choice: str | Sequence[str], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if choice == "all" or key in choice)


def _matches(prompt: Prompt, choice: PromptChoice) -> bool:
    by_tag = choice.tags is None or bool(set(choice.tags) & set(prompt.tags))
    by_topic = choice.topics is None or prompt.topic in choice.topics
    return by_tag and by_topic


def selection_problems(
    document: Document,
    monitors: Mapping[int, MonitorEntry],
    *,
    prompts: Sequence[Prompt] | None,
    targets: Sequence[str] | None,
) -> list[Problem]:
    """Words of monitors that name nothing, and monitors that select nothing.

    Prompts or targets are None where some of them cannot be read: a word may name one of those.
    """
    problems: list[Problem] = []
    for at, entry in monitors.items():
        path: Path = ("monitors", at, "prompts")
        if isinstance(entry.prompts, PromptChoice):
            problems += _choice_problems(document, path, entry, prompts)
        elif isinstance(entry.prompts, list) and prompts is not None:
            keys = [each.key for each in prompts]
            problems += _unknown_words(document, path, "prompt", entry.prompts, keys)
        if isinstance(entry.targets, list) and targets is not None:
            path = ("monitors", at, "targets")
            problems += _unknown_words(document, path, "target", entry.targets, targets)
    return problems


def _choice_problems(
    document: Document, path: Path, entry: MonitorEntry, prompts: Sequence[Prompt] | None
) -> list[Problem]:
    choice = entry.prompts
    assert isinstance(choice, PromptChoice)
    if choice.tags is None and choice.topics is None:
        return [document.problem(path, "expected `tags` or `topics`, found neither")]
    if prompts is None:
        return []
    tags = {tag for each in prompts for tag in each.tags}
    topics = {each.topic for each in prompts if each.topic is not None}
    unknown = [
        *_unknown_words(document, (*path, "tags"), "tag", choice.tags or [], tags),
        *_unknown_words(document, (*path, "topics"), "topic", choice.topics or [], topics),
    ]
    if unknown or selected_prompts(entry, prompts):
        return unknown
    return [document.problem(path, "selects nothing: no prompt has both the tag and the topic")]


def _unknown_words(
    document: Document, path: Path, kind: str, words: Iterable[str], known: Iterable[str]
) -> list[Problem]:
    names = set(known)
    return [
        document.problem((*path, i), f"unknown {kind} `{shown(word)}`{suggestion(word, names)}")
        for i, word in enumerate(words)
        if word not in names
    ]
