"""What a judge is asked: the closest findings, or a random sample of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from monitor.analysis.judge import VERDICT_SCHEMA, Case, is_close, judge_prompt
from monitor.analysis.sentiment import sentiment_margin
from monitor.configuration.checks import JUDGING_CHANNELS
from monitor.configuration.schema import DEFAULT_JUDGE_LIMIT
from monitor.domain.findings import Brand
from monitor.domain.json_value import sha256_of, sha256_text
from monitor.domain.question import Target, UnsupportedPolicy
from monitor.domain.sampling import SamplingSettings
from monitor.errors import BadInput
from monitor.storage.configured import current_brands
from monitor.storage.engine import Database
from monitor.storage.judgeable import (
    JudgedText,
    RuledFinding,
    judged_texts,
    mentioned_findings,
)
from monitor.storage.judgements import FindingKey, Judgement, judgements_of

DEFAULT_MAX_CALLS = 200
_LEAST_TOKENS = 1024
"""Of a judge's reply; what a target allows its answers may be too little to reason and reply."""


@dataclass(frozen=True, slots=True)
class JudgeOrder:
    """What shall be judged, and how much it may cost.

    Attributes:
        run_id: None for all runs.
        limit: close findings to judge now; of no meaning for a sample.
        sample: how many findings to draw from all that are mentioned; None for the close ones.
        max_calls: calls to the model, retries included.
        max_usd: None for no limit; the call that reaches it is the last.
    """

    run_id: int | None = None
    limit: int = DEFAULT_JUDGE_LIMIT
    sample: int | None = None
    max_calls: int = DEFAULT_MAX_CALLS
    max_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class JudgeCase:
    """One finding with what the judge is asked about it."""

    ruled: RuledFinding
    answer: str
    prompt: str
    prompt_sha256: str


@dataclass(frozen=True, slots=True)
class JudgeSelection:
    """What there is to judge.

    Attributes:
        mentioned: findings of brands that are mentioned.
        close: those of them that the rules are unsure of.
        judged: chosen findings with what this judge said of them before.
        to_ask: what to ask now, the closest or first drawn first.
        left: chosen findings that are neither judged nor to be asked now.
    """

    mentioned: int
    close: int
    judged: tuple[tuple[RuledFinding, Judgement], ...]
    to_ask: tuple[JudgeCase, ...]
    left: int


def judging_target(target: Target) -> Target:
    """The target as it judges: at temperature 0 where it takes one, without a search or persona.

    Raises:
        BadInput: it is no model that can be asked to judge.
    """
    if target.channel not in JUDGING_CHANNELS:
        raise BadInput(
            f"target {target.key!r} cannot judge: expected a model that replies to any text, "
            f"found the channel {target.channel.value!r}"
        )
    given = target.settings
    settings = SamplingSettings(
        temperature=0.0,
        seed=given.seed,
        max_tokens=None if given.max_tokens is None else max(given.max_tokens, _LEAST_TOKENS),
        reasoning_effort=given.reasoning_effort,
    )
    return replace(
        target,
        settings=settings,
        web_search=False,
        system_prompt=None,
        country=None,
        unsupported=UnsupportedPolicy.DROP,
    )


def judge_sha256(target: Target) -> str:
    """The fingerprint of all in a judging target that can change a reply; its key is not in it."""
    return sha256_of([target.asking_sha256(), VERDICT_SCHEMA])


def select_cases(
    database: Database, workspace_id: int, order: JudgeOrder, *, target_sha256: str
) -> JudgeSelection:
    """What to judge; the same order draws the same sample, and a larger one holds a smaller."""
    with database.read() as session:
        brands = {saved.brand.key: saved.brand for saved in current_brands(session, workspace_id)}
        mentioned = list(mentioned_findings(session, workspace_id, run_id=order.run_id))
        close = [each for each in mentioned if is_close(each.finding)]
        chosen = _closest(close) if order.sample is None else _drawn(mentioned)[: order.sample]
        before: dict[FindingKey, list[Judgement]] = {}
        for one in judgements_of(session, workspace_id, [each.key[0] for each in chosen]):
            if one.target_sha256 == target_sha256:
                before.setdefault(one.key, []).append(one)
        texts = judged_texts(session, workspace_id, [e.key for e in chosen if e.key in before])
        cases = _cases((each for each in chosen if each.key in before), texts, brands)
        judged = {
            case.ruled.key: (case.ruled, one)
            for case in cases
            for one in before[case.ruled.key]
            if one.prompt_sha256 == case.prompt_sha256
        }
        unjudged = [each for each in chosen if each.key not in judged]
        now = unjudged if order.sample is not None else unjudged[: order.limit]
        texts = judged_texts(session, workspace_id, [each.key for each in now])
    return JudgeSelection(
        mentioned=len(mentioned),
        close=len(close),
        judged=tuple(judged.values()),
        to_ask=tuple(_cases(now, texts, brands)),
        left=len(unjudged) - len(now),
    )


def _closest(close: Sequence[RuledFinding]) -> list[RuledFinding]:
    return sorted(close, key=lambda each: (sentiment_margin(each.finding), each.key))


def _drawn(findings: Sequence[RuledFinding]) -> list[RuledFinding]:
    """In an order that has nothing to do with what was found, and is the same every time."""
    return sorted(findings, key=lambda each: sha256_of(list(each.key)))


def _cases(
    findings: Iterable[RuledFinding],
    texts: Mapping[FindingKey, JudgedText],
    brands: Mapping[str, Brand],
) -> list[JudgeCase]:
    cases = []
    for each in findings:
        text = texts[each.key]
        case = Case(brands[each.finding.brand], text.question, text.answer, text.mentions)
        prompt = judge_prompt(case)
        cases.append(JudgeCase(each, text.answer, prompt, sha256_text(prompt)))
    return cases
