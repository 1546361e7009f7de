"""Folding: spellings meet, and every position leads back."""

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.fold import (
    _plain_and_shifts,
    begins_word,
    fold,
    fold_all,
    free_end,
    free_start,
    plain_and_shifts,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Erdoğan’s Şirket", "erdogan s sirket"),
        ("İSTANBUL ISPARTA ılık", "istanbul isparta ilik"),
        ("Qué — ¿dónde?", "que    donde "),
        ("U.S.-led", "u s  led"),
        ("إيران والأردن", "ايران والاردن"),
        ("تهران: خامنه‌ای", "تهران  خامنهاي"),
        ("مَسْجِد ـــ", "مسجد "),
        ("יְרוּשָׁלַיִם", "ירושלים"),
        ("ארה״ב", "ארה ב"),
        ("Москва́ — Ёлка", "москва елка"),
        ("co\u00adoperate", "cooperate"),
        ("e\u0301te\u0301", "ete"),
        ("１２ ٣٤ ۵", "12 34 5"),
        ("中国、美国", "中国 美国"),
        ("भारत की", "भारत की"),
        ("a  b\nc\n\nd", "a b c  d"),
        ("ﬁrst eﬃcient  oﬀ­er", "first efficient offer"),
        ("ﻻعب ﷲ", "لاعب الله"),
        ("ﺍﻳﺮﺍﻥ", "ايران"),
        ("Ⅷ ǆ", "viii dz"),
        ("น้ำ", "น้ำ"),
        ("क़लम क\u093cलम", "कलम कलम"),
        ("5 km²", "5 km2"),
    ],
)
def test_spellings_of_one_word_become_equal(text: str, words: str) -> None:
    assert fold(text).words == words


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_all_forms_have_the_same_positions_and_lead_back_in_order(text: str) -> None:
    folded = fold(text)

    assert len(folded.plain) == len(folded.cased) == len(folded.words)
    starts = [folded.origin(at, at + 1) for at in range(len(folded.words))]
    assert all(0 <= start < end <= len(text) for start, end in starts)
    # in order, and apart but for the letters of one ligature
    assert all(one[1] <= other[0] or one == other for one, other in pairwise(starts))


@given(st.text(alphabet="aé\u00ad\u0301 \nا\u064b中", max_size=60))
def test_a_position_goes_there_and_back(text: str) -> None:
    folded = fold(text)

    for at in range(len(folded.words)):
        assert folded.position(folded.origin(at, at + 1)[0]) == at


@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from("Σσς \n\0\u00ad\u0301é"), max_size=20), max_size=6))
def test_texts_folded_at_once_are_what_they_are_one_by_one_up_to_runs_of_spaces(texts: list[str]) -> None:
    at_once = [words.split() for words in fold_all(texts)]

    assert at_once == [fold(text).words.split() for text in texts]


@pytest.mark.skipif(plain_and_shifts is _plain_and_shifts, reason="no compiled twin was built")
def test_the_compiled_fold_folds_every_character_as_the_plain_one() -> None:
    every = "x".join(map(chr, range(sys.maxunicode + 1)))
    scripts = [every[at : at + 512] for at in range(0, len(every), 512)]

    assert [plain_and_shifts(text) for text in scripts] == [_plain_and_shifts(text) for text in scripts]


@pytest.mark.skipif(plain_and_shifts is _plain_and_shifts, reason="no compiled twin was built")
@given(st.text(st.characters() | st.sampled_from(" \n\0\u00ad\u0301é中\u064bا–\ud83d😀ﬁﷺ"), max_size=60))
def test_the_compiled_fold_is_the_plain_one(text: str) -> None:
    for once in (text, text.replace("ﬁ", "–"), text * 2):
        assert plain_and_shifts(once) == _plain_and_shifts(once)


def test_a_character_in_small_letters_is_one_character() -> None:
    every = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)

    assert [char for char in every if len(char.lower()) != 1 and char != "İ"] == []


def test_a_span_leads_to_the_stored_text() -> None:
    text = "Der  Präsi\u00addent  sprach"
    folded = fold(text)
    at = folded.words.index("prasident")

    start, end = folded.origin(at, at + len("prasident"))

    assert text[start:end] == "Präsi\u00addent"


def test_a_span_behind_ligatures_leads_to_the_stored_text() -> None:
    text = "oﬃcials  co\u00adnﬁrm  ﬁrst ﬂights"
    folded = fold(text)

    for word, stored in (
        ("officials", "oﬃcials"),
        ("confirm", "co\u00adnﬁrm"),
        ("first", "ﬁrst"),
        ("flights", "ﬂights"),
    ):
        at = folded.words.index(word)
        start, end = folded.origin(at, at + len(word))
        assert text[start:end] == stored
        assert folded.position(start) in (at, at + 1)


@pytest.mark.parametrize(
    ("words", "term", "begins"),
    [
        (" والعراق ", "عراق", True),
        (" بالعراق ", "عراق", True),
        (" للعراق ", "عراق", True),
        (" لايران ", "ايران", True),
        (" نيران ", "ايران", False),
        (" שבישראל ", "ישראל", True),
        (" ובישראל ", "ישראל", True),
        (" אבישראל ", "ישראל", False),
        (" לישראל ", "ישראל", True),
        (" בעזה ", "עזה", True),
        (" 在中国的 ", "中国", True),
    ],
)
def test_a_word_may_begin_after_what_its_script_writes_onto_it(words: str, term: str, begins: bool) -> None:
    at = words.find(term)

    assert free_start(term)
    assert (at >= 0 and begins_word(words, at)) is begins


def test_hangul_words_are_open_at_their_end_and_latin_ones_are_not() -> None:
    assert free_end("한국")
    assert not free_start("한국")
    assert not free_end("iran")
    assert unicodedata.name("한").startswith("HANGUL")


def test_a_long_text_of_every_kind_is_folded_in_linear_time() -> None:
    text = "é\u0301ا\u064b中 “x”—\u00ad" * 40_000

    assert len(fold(text).words) < len(text)
