"""The names of months and parts of a day, in every script and without its accents."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields import date_words
from worker.core.fields.date_words import key, month_first, plain, words_of

DATA = Path(date_words.__file__).with_name("cldr.json")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 May 2024", "3 May 2024"),
        ("٣٠ ۳۰ ३० ৩০ ๓๐ ３０ ៣០ ၃၀", "30 30 30 30 30 30 30 30"),
        ("Février · Août · ΜΑΪ́ΟΥ", "Fevrier · Aout · ΜΑΙΟΥ"),
        ("KASIM kasım İ", "KASIM kasim I"),
        ("10:15−05:00 10‑15", "10:15-05:00 10-15"),
        ("أيّار آذار إبريل", "ایار اذار ابریل"),
        ("۳ مه\u200c ماه", "3 مه ماه"),
        ("１０：１５", "10:15"),
        ("22\u202fh\u00a015", "22 h 15"),
        ("년", "년"),
    ],
)
def test_a_text_has_one_spelling(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(max_size=40))
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once or len(plain(once)) <= len(once)


@pytest.mark.parametrize(
    ("word", "language", "month"),
    [
        ("november", "en", 11), ("nov", "de", 11), ("listopada", "pl", 11), ("listopada", "hr", 10),
        ("listopada", None, None), ("noviembre", None, 11), ("janner", "de", 1), ("نونبر", "ar", 11),
        ("نوفمبر", None, 11),
        ("تشرین الثانی", None, 11), ("νοε", "el", 11), ("νοεμβριου", None, 11), ("พย", None, 11),
        ("नवबर", "hi", None), ("lok", "fi", 10), ("noi", "ro", 11), ("lok", "en", None),
        ("lun", "fr", None), ("mar", "fr", 3), ("november", "xx", 11), ("people", None, None), ("de", None, None),
    ],
)  # fmt: skip
def test_a_month_is_its_language_s_or_else_what_all_agree_on(
    word: str, language: str | None, month: int | None
) -> None:
    assert words_of(language).months.get(word) == month


@pytest.mark.parametrize(
    ("word", "language", "part"),
    [
        ("pm", None, "pm"), ("下午", "zh", "pm"), ("오후", None, "pm"), ("午前", "ja", "am"), ("م", "ar", "pm"),
        ("مساء", None, "pm"), ("μμ", "el", "pm"), ("du", "hu", "pm"), ("du", None, None), ("de", None, None),
        ("noon", "en", "noon"), ("del", "es", None),
        ("del", "hu", "noon"), ("rano", "pl", "am"), ("晚上", None, "evening"), ("밤", None, "night"),
        ("پ", None, None),
    ],
)  # fmt: skip
def test_a_part_of_the_day_is_known_in_its_language(word: str, language: str | None, part: str | None) -> None:
    assert words_of(language).hours.get(word) == part


def test_the_names_are_stored_as_they_are_looked_up() -> None:
    document = json.loads(DATA.read_text("utf-8"))
    assert len(document["languages"]) > 80
    for language, names in document["languages"].items():
        assert len(names["months"].split("|")) == 12, language
        assert len(names["weekdays"].split("|")) == 7, language
        words = [
            word for line in (names["months"], names["weekdays"]) for one in line.split("|") for word in one.split(",")
        ]
        for word in (*words, *names["hours"]):
            assert key(plain(word)) == word, language
        assert set(names["hours"].values()) <= {"am", "pm", "noon", "evening", "night"}


def test_the_data_come_with_their_licence() -> None:
    assert "UNICODE LICENSE" in DATA.with_suffix(".LICENSE").read_text("utf-8").upper()


def test_the_month_comes_first_in_the_united_states() -> None:
    assert [country for country in ("US", "GB", "AU", "IN", "DE", "PH") if month_first(country)] == ["US", "PH"]
