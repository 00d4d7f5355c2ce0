from __future__ import annotations

import pytest

from monitor.analysis.folding import fold
from monitor.analysis.lexicon import JUDGING, LANGUAGES, CueKind, lexicon_of
from monitor.analysis.word_lists import read_words
from monitor.domain.findings import SourceType

NEEDED = set(CueKind) - {CueKind.CHOOSE, CueKind.NEGATOR_AFTER, CueKind.LOOKALIKE}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_cues_of_every_kind(language: str):
    lexicon = lexicon_of(language)
    assert {kind for kind in NEEDED if not lexicon.phrases(kind).whole} == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_cue_is_both_praise_and_complaint(language: str):
    lexicon = lexicon_of(language)
    praise = lexicon.phrases(CueKind.PRAISE).whole | lexicon.phrases(CueKind.FAINT_PRAISE).whole
    blame = (
        lexicon.phrases(CueKind.COMPLAINT).whole | lexicon.phrases(CueKind.FAINT_COMPLAINT).whole
    )
    assert praise & blame == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_cue_is_found_where_it_stands_alone(language: str):
    lexicon = lexicon_of(language)
    for kind in JUDGING:
        for cue in sorted(lexicon.phrases(kind).whole):
            assert [(c.start, c.end) for c in lexicon.find(fold(cue))] == [(0, len(cue))], cue


def test_an_unknown_language_is_read_as_english():
    assert lexicon_of("xx").phrases(CueKind.PRAISE) == lexicon_of("en").phrases(CueKind.PRAISE)


def test_the_longest_cue_holds():
    found = lexicon_of("en").find(fold("It is not only hard to beat"))
    assert [cue.kind for cue in found] == [CueKind.NOTHING, CueKind.PRAISE]


def test_cues_have_offsets_in_the_original():
    text = "\ufb01ne, tr\u00e8s \uff47\uff4f\uff4f\uff44"
    assert [text[c.start : c.end] for c in lexicon_of("en").find(fold(text))] == [
        "\ufb01ne",
        "\uff47\uff4f\uff4f\uff44",
    ]


def test_the_list_of_sites_has_known_kinds_and_no_site_twice():
    lists = read_words("domains.txt")
    assert set(lists) <= {kind.value for kind in SourceType}
    sites = [site for each in lists.values() for site in each]
    assert len(sites) == len(set(sites)) > 300
