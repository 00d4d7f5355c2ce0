"""Which stored verdicts hold for answers that were analyzed anew; nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.analysis.judge import Case, is_close, prompt_sha256
from monitor.domain.findings import Analysis, Brand
from monitor.storage.analysis_queue import Unanalyzed
from monitor.storage.judgements import Judgement, Settlement


def verdicts_that_hold(
    judgements: Iterable[Judgement],
    answers: Mapping[int, Unanalyzed],
    analyses: Mapping[int, Analysis],
    brands: Mapping[int, Brand],
) -> list[Settlement]:
    """The newest valid verdict of each close finding that the judge would be asked alike today.

    Args:
        judgements: of these answers, newest first.
        answers: by id.
        analyses: what the rules find now, by the id of the answer.
        brands: those that are tracked now, by the ids of their rows.
    """
    held: dict[tuple[int, int], Settlement] = {}
    for one in judgements:
        answer_id, brand_id = one.key
        brand = brands.get(brand_id)
        if one.sentiment is None or one.recommended is None or brand is None or one.key in held:
            continue
        if _holds(one, answers[answer_id], analyses[answer_id], brand):
            held[one.key] = Settlement(one.id, one.key, one.sentiment, one.recommended)
    return list(held.values())


def _holds(one: Judgement, answer: Unanalyzed, analysis: Analysis, brand: Brand) -> bool:
    found = [each for each in analysis.findings if each.brand == brand.key]
    if not any(is_close(each) for each in found):
        return False
    places = [(m.start, m.end) for m in analysis.mentions if m.brand == brand.key]
    return prompt_sha256(Case(brand, answer.prompt, answer.text, places)) == one.prompt_sha256
