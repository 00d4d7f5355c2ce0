from __future__ import annotations

from pathlib import Path

import pytest

from monitor.domain.findings import Sentiment
from monitor.evaluation.records import NegativeKind, Record
from tests.evaluation.authoring import Miswritten, catalogue_of, records_of

CATALOGUE = """# a comment
Acme | Acme Corp | acme.com | tools | AC | drill, saw | acme of
Ring | | ring.com | alarms
Oura | Oura Ring | ouraring.com | wearables
"""


def written(tmp_path: Path, text: str) -> tuple[Record, ...]:
    (tmp_path / "catalogue.txt").write_text(CATALOGUE, encoding="utf-8")
    source = tmp_path / "en.txt"
    source.write_text(text, encoding="utf-8")
    return records_of(source, catalogue_of(tmp_path / "catalogue.txt"))


def test_marks_become_offsets(tmp_path: Path):
    (record,) = written(
        tmp_path,
        "=== prose\nP: Drills?\nC: *Acme=2+!, Ring\nA:\nBuy {{Acme Corp}}; the {{c:acme}} of it.\n",
    )
    assert record.answer == "Buy Acme Corp; the acme of it."
    assert record.gold is not None
    label = record.gold.brands["Acme"]
    assert [(span.start, span.end, span.surface) for span in label.mentions] == [
        (4, 13, "Acme Corp")
    ]
    assert (label.rank, label.sentiment, label.recommended) == (2, Sentiment.POSITIVE, True)
    assert [(n.kind, n.start, n.surface) for n in record.hard_negatives] == [
        (NegativeKind.COMMON_WORD, 19, "acme")
    ]
    assert not record.gold.brands["Ring"].mentioned
    assert [entry.own for entry in record.catalogue] == [True, False]


def test_names_in_urls_become_hard_negatives_and_cited_urls_have_owners(tmp_path: Path):
    (record,) = written(
        tmp_path,
        "=== prose\nP: Drills?\nC: *Acme\nU: https://acme.com/acme-corp\nA:\n"
        "See https://www.acme.com/acme-corp/.\n",
    )
    assert {n.surface for n in record.hard_negatives} == {"acme", "acme.com", "acme-corp"}
    assert record.gold is not None
    (citation,) = record.gold.citations
    assert (citation.domain, citation.owned, citation.brand) == ("acme.com", True, "Acme")


def test_letters_inside_another_name_become_hard_negatives(tmp_path: Path):
    (record,) = written(
        tmp_path,
        "=== prose\nP: Sleep?\nC: *Oura=0, Ring\nN: Ring | o | Ring | Oura Ring\n"
        "A:\nThe {{Oura Ring}}.\n",
    )
    (negative,) = record.hard_negatives
    assert (negative.brand, negative.start, negative.surface) == ("Ring", 9, "Ring")


def test_characters_can_be_written_by_number(tmp_path: Path):
    (record,) = written(
        tmp_path, "=== prose\nP: Saws?\nC: *Acme=0\nA:\n{{Acme\\u{a0}Corp}} has saws.\n"
    )
    assert record.answer.startswith("Acme\u00a0Corp")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("C: Globex\nA:\nx", "Globex is not in the catalogue"),
        ("C: Acme, Acme\nA:\nx", "Acme stands there twice"),
        ("C: Acme\nA:\n{{Acme}}", "1 marks, verdict ''"),
        ("C: Acme=+\nA:\nx", "0 marks, verdict '+'"),
        ("C: Acme=good\nA:\n{{Acme}}", "cannot read verdict 'good'"),
        ("C: Acme=+\nA:\n{{Globex}}", "'Globex' is no name"),
        ("C: Acme=+\nA:\n{{Acme}} {{", "a mark is not closed"),
        ("C: Acme\nX: what\nA:\nx", "expected P:"),
        ("C: Acme\nA:\n", "prompt or answer is missing"),
    ],
)
def test_a_slip_of_the_pen_is_told(tmp_path: Path, text: str, message: str):
    with pytest.raises(Miswritten, match=r"en\.txt:1") as caught:
        written(tmp_path, f"=== prose\nP: Which?\n{text}\n")
    assert message in str(caught.value)
