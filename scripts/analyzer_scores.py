"""How good the analyzer is, as a page: scores on labelled answers by language and by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monitor.analysis.analyze import ANALYZER_VERSION
from monitor.evaluation.records import read_records
from monitor.evaluation.run import judge_records
from monitor.evaluation.scoring import Judged, Scores, Share, by_language, by_style, score
from tests.evaluation.build_labelled import LABELLED
from tests.evaluation.held_out_answers import unseen_half

_INTRODUCTION = f"""# How good the analyzer is

Scores of analyzer {ANALYZER_VERSION} on labelled answers. Made by `make docs`; a test fails
while this page and the analyzer differ. What is labelled, and how a match is counted:
[how visibility is measured](../explanation/measuring.md).

There are two sets, because a score on answers that were in sight while the rules were written says
little:

- **Unseen**: answers by an author who did not know the rules, about brands that no other labelled
  answer has. Nobody who works on the rules reads them; only sums are looked at, a few times.
  *These are the figures to believe.*
- **Labelled**: the answers that the rules are tested with every day.

The brands in both are hard ones: most have names that are also words, people, places or other
firms, and most answers hold such a trap. In everyday answers there are fewer.

Negatives are places where the letters of a brand stand and the brand is not meant; lower is
better. Tone is the macro F1 of the four sentiments, without a judge. A dash: nothing to count.
"""

_HEAD = (
    "answers",
    "span P",
    "span R",
    "span F1",
    "brand P",
    "brand R",
    "brand F1",
    "negatives hit",
    "rank exact",
    "false ranks",
    "tone F1",
    "recommended F1",
    "URL F1",
)


def scores_page() -> str:
    """The page."""
    labelled = judge_records(
        record for path in sorted(LABELLED.glob("*.jsonl")) for record in read_records(path)
    )
    unseen = judge_records(unseen_half())
    parts = [_INTRODUCTION]
    for title, judged in (("Unseen", unseen), ("Labelled", labelled)):
        parts += [f"## {title}", "", _by(judged, "language", by_language), ""]
        parts += [f"### {title}, by kind of answer", "", _by(judged, "kind", by_style), ""]
        parts += [f"### {title}, by kind of negative", "", _negatives(judged), ""]
    return "\n".join(parts).rstrip() + "\n"


def _by(
    judged: Sequence[Judged], name: str, group: Callable[[Sequence[Judged]], dict[str, Scores]]
) -> str:
    rows = {"**all**": score(judged)} | dict(sorted(group(judged).items()))
    lines = [_row((name, *_HEAD)), _row(["---"] * (len(_HEAD) + 1))]
    lines += [_row((each, *_cells(scores))) for each, scores in rows.items()]
    return "\n".join(lines)


def _cells(scores: Scores) -> tuple[str, ...]:
    spans, brands = scores.spans_relaxed, scores.brands
    return (
        str(scores.records),
        *(_number(each) for each in (spans.precision, spans.recall, spans.f1)),
        *(_number(each) for each in (brands.precision, brands.recall, brands.f1)),
        _share(scores.negatives),
        _share(scores.ranks),
        _share(scores.false_ranks),
        _number(scores.sentiment_macro_f1),
        _number(scores.recommended.f1),
        _number(scores.urls.f1),
    )


def _negatives(judged: Iterable[Judged]) -> str:
    kinds = score(judged).negatives_by_kind
    lines = [_row(("kind", "hit")), _row(("---", "---"))]
    lines += [_row((kind.value, _share(kinds[kind]))) for kind in sorted(kinds)]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(share: Share) -> str:
    rate = share.rate
    return "-" if rate is None else f"{rate:.1%} ({share.hits}/{share.total})"
