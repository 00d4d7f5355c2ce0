from __future__ import annotations

import pytest

from benchmarks.answer_kinds import ANSWER_CHARACTERS, KINDS, AnswerKind
from monitor.analysis.analyze import Analyzer


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
def test_answers_are_of_one_length_and_name_all_tracked_brands(kind: AnswerKind):
    analyzer = Analyzer(kind.brands())
    answers = kind.answers()
    assert {len(answer) for answer in answers} == {ANSWER_CHARACTERS}
    found = {m.brand for answer in answers for m in analyzer.analyze(answer, None).mentions}
    assert found == set(kind.names())


def test_answers_are_the_same_on_every_run():
    assert [kind.answers() for kind in KINDS] == [kind.answers() for kind in KINDS]
