"""Which brands an answer puts forward as something that the asker should choose or consider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.analysis.belonging import Belonging
from monitor.analysis.folding import fold_text
from monitor.analysis.inflection import TextLanguage
from monitor.analysis.layout import NO_PARENT, Layout
from monitor.analysis.lexicon import CueKind, lexicon_of
from monitor.analysis.sentiment import Judgement
from monitor.domain.findings import Mention, Place, Polarity, Sentiment

_OPTION_PLACES = frozenset({Place.LIST_ITEM, Place.HEADING})
_LABEL_ENDS = (":", "\uff1a", "-", "\u2013", "\u2014", "*")
_MAX_LEAD = 120  # characters of an item before its head
_MAX_WORDS_BEFORE = 2  # "it works with X" puts nothing forward
_MAX_PROMPT = 2000


def asks_for_options(prompt: str | None, language: str | None) -> bool:
    """Whether the prompt asks what to choose; an unknown prompt is taken for such a one.

    The language is the answer's; None to guess it from the prompt.

    >>> asks_for_options("Best CRM for a bakery?", "en"), asks_for_options("How do I pay?", "en")
    (True, False)
    """
    if prompt is None:
        return True
    sample = prompt[:_MAX_PROMPT]
    lexicon = lexicon_of(language or TextLanguage(sample, None).code)
    folded = fold_text(sample).strip(" ¿¡\"'")
    if lexicon.phrases(CueKind.AVOID_LIST).is_in(folded):
        return False
    explains = lexicon.phrases(CueKind.EXPLAIN).start_of(folded) is not None or lexicon.phrases(
        CueKind.EXPLAIN_WITHIN
    ).is_in(folded)
    return not explains or lexicon.phrases(CueKind.REQUEST).is_in(folded)


def recommended_brands(
    mentions: Sequence[Mention],
    judgements: Mapping[str, Judgement],
    ranked: frozenset[str],
    belonging: Belonging,
    layout: Layout,
    *,
    asked: bool,
) -> frozenset[str]:
    """The keys of the brands that are put forward.

    The mentions are those that count, the ranked brands those with an ordinal; asked says whether
    the prompt asks what to choose.
    """
    fit = {brand for brand, each in judgements.items() if each.sentiment is not Sentiment.NEGATIVE}
    avoided = {
        m.brand for m in mentions if m.place is not Place.PROSE and belonging.is_avoided(m.start)
    }
    fit -= avoided
    chosen = {brand for brand in fit if judgements[brand].chosen}
    if not asked:
        return frozenset(chosen)
    chosen |= {brand for brand in fit if judgements[brand].picked}
    options = {m.brand for m in mentions if _is_option(m, belonging, layout)} | ranked
    found = chosen | (options & fit)
    if not chosen:
        found |= {b for b in fit if judgements[b].sentiment is Sentiment.POSITIVE}
    else:
        found |= {
            m.brand
            for m in mentions
            if m.brand in fit
            and m.place in _OPTION_PLACES
            and judgements[m.brand].sentiment is Sentiment.POSITIVE
        }
    return frozenset(found)


def _is_option(mention: Mention, belonging: Belonging, layout: Layout) -> bool:
    """Whether the mention heads an item of a list or a heading, not below another brand's."""
    if mention.place not in _OPTION_PLACES or mention.polarity is not Polarity.AFFIRMED:
        return False
    if belonging.head_of_line(mention.start) != mention.brand:
        return False
    line = layout.lines[layout.line_at(mention.start)]
    if mention.start - line.content > _MAX_LEAD:
        return False
    before = layout.text[line.content : mention.start].rstrip("*_[( ")
    if len(before.split()) > _MAX_WORDS_BEFORE and before[-1:] not in _LABEL_ENDS:
        return False
    parent = line.parent
    above = belonging.owner_of(parent) if parent != NO_PARENT else None
    return above in (None, mention.brand)
