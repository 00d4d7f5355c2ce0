"""How good the analyzer is, as a page: scores on labelled answers by language and by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from monitor.analysis.analyze import ANALYZER_VERSION
from monitor.evaluation.records import BrandContext, CataloguedBrand, Record
from monitor.evaluation.run import judge_records
from monitor.evaluation.scoring import Judged, Scores, Share, by_language, by_style, score
from tests.evaluation.answer_sets import answers_of, unseen_half, without_brands_of_senses
from tests.evaluation.build_labelled import HELD_OUT, LABELLED, NAMESAKES

_INTRODUCTION = f"""# How good the analyzer is

Scores of analyzer {ANALYZER_VERSION} on labelled answers. Made by `make docs`; a test fails
while this page and the analyzer differ. What is labelled, and how a match is counted:
[how visibility is measured](../explanation/measuring.md).

There are three sets, because a score on answers that were in sight while the rules were written
says little:

- **Unseen**: answers by an author who did not know the rules, about brands that no other labelled
  answer has. Nobody who works on the rules reads them; only sums are looked at; by
  now a dozen times, so they flatter a little.
  *These are the figures to believe, but for brands that are named like a common word.*
- **Namesakes, unseen**: answers by another author, who set out to fool the rules with such names.
  Only sums are looked at here as well, some twenty times while rules were mended with its other
  half. *This is the worst case.*
- **Labelled**: the answers that the rules are tested with every day.

In the first and the last set, too, most brands have names that are also words, people, places or
other firms, and most answers hold such a trap. In everyday answers there are fewer.

Negatives are places where the letters of a brand stand and the brand is not meant; lower is
better. Tone is the macro F1 of the four sentiments, without a judge. A dash: nothing to count.
"""

_NAMESAKES = """\
The author did not know the rules and set out to fool them: nearly every name is a word, a person
or a place in the language of the answer, and there are {ratio:.1f} traps for each true mention.
The figures lie far below those of the first set: of what is counted as a mention, {false:.0%} is
none. That is what a brand with a common word for a name has to expect.

For such a brand, set `ambiguous: true`, which brings most, and give `context_words` and
`exclusions`. Most brands here have them; the table *by what is told of a brand* shows what each
brings. A [judging model](../how-to/judge-close-cases.md) settles tone and recommendation. It does
not tell a word from a brand, so read some of the answers before you rely on the rate of such a one.

In Arabic, Chinese, Japanese and Portuguese, some brands also stand in answers that the rules were
mended with. The row of *unmet brands* leaves out every answer that is searched for one of them.
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
    namesakes = unseen_half(NAMESAKES)
    judged = judge_records(namesakes)
    unmet = {"**unmet brands**": score(judge_records(without_brands_of_senses(namesakes)))}
    parts = [
        _INTRODUCTION,
        *_tables("Unseen", judge_records(unseen_half(HELD_OUT))),
        *_tables("Namesakes, unseen", judged, text=_explained(judged), beside=unmet),
        *("### Namesakes, unseen, by what is told of a brand", "", _by_hints(namesakes), ""),
        *_tables("Labelled", judge_records(answers_of(LABELLED))),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _tables(
    title: str,
    judged: Sequence[Judged],
    *,
    text: str | None = None,
    beside: dict[str, Scores] | None = None,
) -> Iterable[str]:
    yield from (f"## {title}", "")
    if text is not None:
        yield text
    yield from (_by(judged, "language", by_language, beside or {}), "")
    yield from (f"### {title}, by kind of answer", "", _by(judged, "kind", by_style, {}), "")
    yield from (f"### {title}, by kind of negative", "", _negatives(judged), "")


def _explained(judged: Sequence[Judged]) -> str:
    scores = score(judged)
    spans = scores.spans_relaxed
    return _NAMESAKES.format(
        ratio=scores.negatives.total / (spans.right + spans.missed),
        false=spans.wrong / (spans.right + spans.wrong),
    )


def _by_hints(records: Sequence[Record]) -> str:
    """Scores with less told of the brands than the configuration can tell."""
    untold = BrandContext((), ())
    less: dict[str, Callable[[CataloguedBrand], CataloguedBrand]] = {
        "all": lambda entry: entry,
        "no `context_words` and `exclusions`": lambda entry: replace(entry, context=untold),
        "no `ambiguous`": lambda entry: replace(entry, ambiguous=False),
        "neither": lambda entry: replace(entry, context=untold, ambiguous=False),
    }
    lines = [_row(("told", *_HEAD)), _row(["---"] * (len(_HEAD) + 1))]
    for name, change in less.items():
        changed = [replace(one, catalogue=tuple(map(change, one.catalogue))) for one in records]
        lines.append(_row((name, *_cells(score(judge_records(changed))))))
    return "\n".join(lines)


def _by(
    judged: Sequence[Judged],
    name: str,
    group: Callable[[Sequence[Judged]], dict[str, Scores]],
    beside: dict[str, Scores],
) -> str:
    rows = {"**all**": score(judged)} | beside | dict(sorted(group(judged).items()))
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
