from __future__ import annotations

import pytest

from monitor.analysis.analyze import Analyzer
from monitor.domain.findings import Polarity
from tests.analysis.found import brand

ANALYZER = Analyzer([brand("Acme")])


def polarity(text: str, language: str) -> Polarity:
    [mention] = ANALYZER.analyze(text, None, language=language).mentions
    return mention.polarity


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I could not find any information about Acme."),
        ("en", "I'm not familiar with a company called \u201cAcme\u201d."),
        ("en", "There is no company named Acme that I know."),
        ("en", "Acme does not seem to exist."),
        ("pt", "Não encontrei nenhuma informação sobre a Acme."),
        ("pt", "Não conheço a empresa Acme."),
        ("es", "No encontré información sobre Acme."),
        ("es", "No conozco ninguna empresa llamada Acme."),
        ("de", "Ich habe keine Informationen über die Firma Acme."),
        ("de", "Acme ist mir nicht bekannt."),
        ("fr", "Je n'ai trouvé aucune information sur la marque Acme."),
        ("fr", "Acme ne semble pas exister."),
        ("ja", "Acmeに関する情報は見つかりませんでした。"),
        ("zh", "我找不到关于Acme的信息。"),
        ("tr", "Acme hakk\u0131nda bilgi bulamad\u0131m."),
        ("ar", "لم أجد أي معلومات عن شركة Acme."),
    ],
)
def test_a_statement_that_nothing_is_known_is_absent(language: str, text: str):
    assert polarity(text, language) is Polarity.ABSENT
    assert not ANALYZER.analyze(text, None, language=language).findings[0].mentioned


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Acme is good.", Polarity.AFFIRMED),
        ("en", "I know nothing about the finances of Acme.", Polarity.AFFIRMED),
        ("en", "I have no reliable information about the plans of Acme.", Polarity.AFFIRMED),
        ("en", "Avoid Acme.", Polarity.NEGATED),
        ("en", "Stay away from Acme.", Polarity.NEGATED),
        ("en", "Unlike Acme, it is free.", Polarity.CONTRASTED),
        ("en", "Use it instead of Acme.", Polarity.CONTRASTED),
        ("pt", "Evite a Acme.", Polarity.NEGATED),
        ("pt", "Ao contrário da Acme, é grátis.", Polarity.CONTRASTED),
        ("pt", "Use em vez do Acme.", Polarity.CONTRASTED),
        ("es", "Evita Acme.", Polarity.NEGATED),
        ("es", "A diferencia de Acme, es gratis.", Polarity.CONTRASTED),
        ("de", "Finger weg von Acme.", Polarity.NEGATED),
        ("de", "Anders als Acme ist es gratis.", Polarity.CONTRASTED),
        ("de", "Nimm das statt Acme.", Polarity.CONTRASTED),
        ("fr", "Évitez Acme.", Polarity.NEGATED),
        ("fr", "Contrairement à Acme, c'est gratuit.", Polarity.CONTRASTED),
        ("zh", "不推荐Acme。", Polarity.NEGATED),
        ("ar", "تجنب Acme.", Polarity.NEGATED),
    ],
)
def test_words_beside_a_name_tell_how_it_is_put(language: str, text: str, expected: Polarity):
    assert polarity(text, language) is expected


def test_a_negated_or_contrasted_name_is_a_mention():
    finding = ANALYZER.analyze("Unlike Acme, avoid Acme.", None, language="en").findings[0]
    assert (finding.count, finding.absent_count) == (2, 0)


def test_absent_statements_beside_a_mention_are_counted_apart():
    text = "Acme is a tool. I could not find anything about Acme."
    finding = ANALYZER.analyze(text, None, language="en").findings[0]
    assert (finding.mentioned, finding.count, finding.absent_count) == (True, 1, 1)
