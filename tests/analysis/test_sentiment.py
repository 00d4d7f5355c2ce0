from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.analyze import Analyzer
from monitor.analysis.sentiment import sentiment_margin
from monitor.domain.findings import Finding, Sentiment
from tests.analysis.found import brand

BRANDS = [brand("Acme"), brand("Bolten"), brand("Crux")]
ANALYZER = Analyzer(BRANDS)

POSITIVE, NEUTRAL, NEGATIVE, MIXED = (
    Sentiment.POSITIVE,
    Sentiment.NEUTRAL,
    Sentiment.NEGATIVE,
    Sentiment.MIXED,
)


def findings(text: str, language: str | None = None) -> dict[str, Finding]:
    found = ANALYZER.analyze(text, None, language=language).findings
    return {finding.brand: finding for finding in found}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Acme is reliable and easy to set up.", POSITIVE),
        ("en", "Acme was founded in 1999 in Oslo.", NEUTRAL),
        ("en", "Acme crashes daily and support never answered.", NEGATIVE),
        ("en", "Acme is fast, but the app is pricey.", MIXED),
        ("en", "Acme is not reliable.", NEGATIVE),
        ("en", "Acme is never slow.", POSITIVE),
        ("en", "Acme is not only fast, it never lets you down.", POSITIVE),
        ("en", "I would avoid Acme.", NEGATIVE),
        ("en", "Acme is hard to beat. Its pricing is steep, though, and it lags.", MIXED),
        ("en", "Although clunky, Acme is powerful.", MIXED),
        ("pt", "O Acme é confiável e fácil de usar.", POSITIVE),
        ("pt", "A Acme foi fundada em 1999 em São Paulo.", NEUTRAL),
        ("pt", "A Acme atrasa entregas e os clientes reclamam do atendimento.", NEGATIVE),
        ("pt", "A Acme é rápida, mas o preço é alto e falta suporte.", MIXED),
        ("pt", "Não recomendo a Acme.", NEGATIVE),
        ("es", "Acme es fiable y muy fácil de usar.", POSITIVE),
        ("es", "Acme fue fundada en 1999 en la ciudad de Lima.", NEUTRAL),
        ("es", "Acme falla a menudo y los clientes se quejan.", NEGATIVE),
        ("es", "Acme es rápida, pero resulta cara.", MIXED),
        ("de", "Acme ist zuverlässig und einfach zu bedienen.", POSITIVE),
        ("de", "Acme wurde 1999 in Bonn gegründet und hat 300 Mitarbeiter.", NEUTRAL),
        ("de", "Acme stürzt ab und der Support reagiert nicht.", NEGATIVE),
        ("de", "Acme ist schnell, aber teuer.", MIXED),
        ("de", "Acme ist nicht zuverlässig.", NEGATIVE),
        ("fr", "Acme est fiable et simple à prendre en main.", POSITIVE),
        ("fr", "Acme a été fondée en 1999 dans la ville de Lyon.", NEUTRAL),
        ("fr", "Acme plante souvent et le support est injoignable.", NEGATIVE),
        ("fr", "Acme est rapide, mais trop chère.", MIXED),
        ("fr", "Acme n'est pas fiable.", NEGATIVE),
        ("ja", "Acmeは使いやすく、信頼できます。", POSITIVE),
        ("ja", "Acmeは1999年に東京で設立されました。", NEUTRAL),
        ("ja", "Acmeは故障が多く、対応が遅いです。", NEGATIVE),
        ("ja", "Acmeは便利ですが、料金が高いです。", MIXED),
        ("ja", "Acmeは便利ではありません。", NEGATIVE),
        ("zh", "Acme很稳定,也很好用。", POSITIVE),
        ("zh", "Acme于1999年在上海成立。", NEUTRAL),
        ("zh", "Acme经常崩溃,客服差。", NEGATIVE),
        ("zh", "Acme速度快,但是太贵。", MIXED),
        ("zh", "Acme不稳定,不推荐。", NEGATIVE),
        ("tr", "Acme güvenilir ve kullan\u0131m\u0131 kolay.", POSITIVE),
        ("tr", "Acme 1999 y\u0131l\u0131nda Ankara'da kuruldu.", NEUTRAL),
        ("tr", "Acme sürekli çöküyor ve destek yetersiz.", NEGATIVE),
        ("tr", "Acme h\u0131zl\u0131 ama pahal\u0131.", MIXED),
        ("tr", "Acme güvenilir değil.", NEGATIVE),
        ("ar", "Acme موثوق وسهل الاستخدام.", POSITIVE),
        ("ar", "تأسست Acme عام 1999 في دبي.", NEUTRAL),
        ("ar", "Acme بطيء ومعقد.", NEGATIVE),
        ("ar", "Acme سريع لكنه مكلف.", MIXED),
    ],
)
def test_an_answer_speaks_well_or_ill_of_a_brand(language: str, text: str, expected: Sentiment):
    finding = findings(text, language)["Acme"]
    assert finding.sentiment is expected, finding.sentiment_cues


@pytest.mark.parametrize(
    ("text", "acme", "bolten"),
    [
        ("Acme is great. Bolten is slow.", POSITIVE, NEGATIVE),
        ("Acme is great, but Bolten is slow.", POSITIVE, NEGATIVE),
        ("Acme and Bolten are both reliable.", POSITIVE, POSITIVE),
        ("Unlike Bolten, Acme is reliable.", POSITIVE, NEUTRAL),
        ("Acme is cheaper than Bolten.", POSITIVE, NEUTRAL),
        ("Acme leaks. It is also noisy. Bolten came out in 2020.", NEGATIVE, NEUTRAL),
        ("- **Acme**: quiet\n- **Bolten**: noisy", POSITIVE, NEGATIVE),
        ("1. Acme\n   - quiet\n   - cheap\n2. Bolten\n   - noisy", POSITIVE, NEGATIVE),
        ("### Acme\nA quiet machine.\n\n### Bolten\nA noisy machine.", POSITIVE, NEGATIVE),
        (
            "| Tool | Verdict |\n|---|---|\n| Acme | quiet |\n| Bolten | noisy |",
            POSITIVE,
            NEGATIVE,
        ),
        (
            "| | Acme | Bolten |\n|---|---|---|\n| Noise | quiet | noisy |",
            POSITIVE,
            NEGATIVE,
        ),
        (
            "|Tool|Pros|Cons|\n|--|--|--|\n|Acme|big tank|a small hose|\n|Bolten|a tank|takes two|",
            MIXED,
            MIXED,
        ),
        ("**Acme**\n\n**Cons:**\n- only in blue, sadly for some", NEGATIVE, None),
        ("### Acme\n**Pros:** comes in blue and in red.\n\n### Bolten\nA box.", POSITIVE, NEUTRAL),
        ("Tools to avoid:\n\n1. Acme - leaks\n2. Bolten - noisy", NEGATIVE, NEGATIVE),
    ],
)
def test_each_brand_gets_what_is_said_of_it(
    text: str, acme: Sentiment | None, bolten: Sentiment | None
):
    found = findings(text, "en")
    assert (found["Acme"].sentiment, found["Bolten"].sentiment) == (acme, bolten), [
        finding.sentiment_cues for finding in found.values()
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Acme looks great, but the lid wobbles about.", MIXED),
        ("en", "Acme looks great, but Bolten has a lid that wobbles about.", POSITIVE),
        ("en", "- Acme: the newest cars, but the desk closes at six", MIXED),
        ("en", "Acme came out in 1999, but Bolten came out in 2001.", NEUTRAL),
        ("en", "Although it takes a week to learn, Acme is superb.", MIXED),
        ("pt", "A Acme é ótima, porém some do mapa no domingo.", MIXED),
        ("es", "Acme es estupenda, aunque el domingo no hay nadie.", MIXED),
        ("de", "Acme ist robust, allerdings wiegt der Koffer zwölf Kilo.", MIXED),
        ("fr", "Acme est superbe, mais il faut attendre mardi.", MIXED),
        ("tr", "Acme çok ş\u0131k ama pazar günü kimse yok.", MIXED),
        ("ja", "Acmeは便利ですが、日曜は誰もいません。", MIXED),
        ("zh", "Acme很好用,但周日没有人接电话。", MIXED),
        ("ar", "Acme ممتاز لكن لا أحد هناك يوم الأحد.", MIXED),
    ],
)
def test_praise_before_a_turn_is_not_all_that_is_said(
    language: str, text: str, expected: Sentiment
):
    finding = findings(text, language)["Acme"]
    assert finding.sentiment is expected, finding.sentiment_cues


@pytest.mark.parametrize(
    ("text", "acme", "bolten"),
    [
        ("|Tool|Pros|Cons|\n|--|--|--|\n|Acme|big tank|none of note|", POSITIVE, None),
        ("|Tool|Pros|Cons|\n|--|--|--|\n|Acme|-|takes two|", NEGATIVE, None),
        ("### Acme\n**Cons**\n- Costs more than a Bolten", NEGATIVE, NEUTRAL),
        ("## What I like\nAcme has a big tank.\n\n## What bothers\nIt takes two.", MIXED, None),
        ("- Acme: good grip on the floor of Bolten, quiet", POSITIVE, NEUTRAL),
        ("- Acme: quiet, while Bolten is noisy", POSITIVE, NEGATIVE),
        ("Acme came out in May. The motor is quiet.", POSITIVE, None),
        ("Acme and Crux met Bolten in May. The motor is quiet.", NEUTRAL, NEUTRAL),
        ("Brands to avoid:\n- Acme: sold in Oslo", NEGATIVE, None),
    ],
)
def test_labels_and_heads_tell_of_whom_is_spoken(
    text: str, acme: Sentiment, bolten: Sentiment | None
):
    found = findings(text, "en")
    assert (found["Acme"].sentiment, found["Bolten"].sentiment) == (acme, bolten), [
        finding.sentiment_cues for finding in found.values()
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Acme a posé le livre sur la table."),
        ("tr", "Acme çok uzakta."),
        ("de", "Acme oder das Haus am Fluss."),
    ],
)
def test_a_word_that_only_loses_its_accents_to_a_cue_is_none(language: str, text: str):
    assert findings(text, language)["Acme"].sentiment_cues == ()


def test_the_margin_tells_which_findings_are_close():
    clear = findings("Acme is reliable, quiet and cheap.", "en")["Acme"]
    turned = findings("Acme is reliable, but the lid wobbles about.", "en")["Acme"]
    silent = findings("Acme came out in 1999.", "en")["Acme"]
    assert sentiment_margin(clear) == 1.0
    assert sentiment_margin(turned) < sentiment_margin(clear)
    assert sentiment_margin(silent) < 0.5
    assert sentiment_margin(findings("Acme", "en")["Bolten"]) == 0.0


def test_a_cue_says_which_way_it_speaks():
    assert findings("Acme is reliable but slow.")["Acme"].sentiment_cues == ("+reliable", "-slow")
    assert findings("Acme is not reliable.")["Acme"].sentiment_cues == ("-not reliable",)


def test_a_cue_within_a_brands_name_is_none():
    best = brand("Best Buy")
    [finding] = Analyzer([best]).analyze("We went to Best Buy.", None).findings
    assert finding.sentiment is Sentiment.NEUTRAL


def test_a_brand_that_is_not_mentioned_has_no_sentiment():
    finding = findings("Acme is reliable.")["Crux"]
    assert (finding.sentiment, finding.sentiment_score, finding.recommended) == (None, None, False)


PIECES = st.lists(
    st.sampled_from(
        ["Acme ", "Bolten ", "is ", "great", " not ", "slow", ". ", ", but ", "\n", "- ", "| ",
         "**Pros:** ", "Cons:\n", "### ", "it ", "avoid ", "unlike ", "1. ", "|---|---|\n"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PIECES)
def test_the_score_lies_between_minus_one_and_one_and_agrees_with_the_word(text: str):
    for finding in findings(text, "en").values():
        assert 0 <= sentiment_margin(finding) <= 1
        if finding.sentiment is None:
            assert finding.sentiment_score is None
            continue
        assert finding.sentiment_score is not None
        assert -1 <= finding.sentiment_score <= 1
        if finding.sentiment is Sentiment.POSITIVE:
            assert finding.sentiment_score > 0
        if finding.sentiment is Sentiment.NEGATIVE:
            assert finding.sentiment_score <= 0
            assert not finding.recommended
