"""Letters are folded in Postgres as in Python, so that a search finds what a topic finds."""

import unicodedata

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.text.characters import tidy
from worker.core.text.fold import fold

CATEGORIES = ("Lu", "Ll", "Lt", "Lo", "Mn", "Nd")


def is_meant(char: str) -> bool:
    """Letters of the press: neither parts of syllables, nor letters of half width, nor vowel points as letters."""
    code = ord(char)
    outside = (
        (0xFCF2, 0xFCF5),
        (0xFDFA, 0xFDFC),
        (0x1100, 0x1200),
        (0x3100, 0x3400),
        (0xA960, 0xA980),
        (0xD7B0, 0xD800),
        (0xFE70, 0xFE80),
        (0xFF65, 0xFFF0),
    )
    return char not in "ŀĿŉゟヿ" and not any(start <= code < end for start, end in outside)


# and what stands inside words: joiners, ligatures
LETTERS = st.characters(categories=CATEGORIES, max_codepoint=0xFFEF).filter(is_meant)
SIGNS = st.sampled_from("\u00ad\u200c\u200d ,.-–'’ﬁﬂﻻﷲىيکكةۀٱآأإئؤیےۓہھđØłİıς１٣۵")


def in_python(text: str) -> list[str]:
    return fold(text).words.split()


def in_postgres(connection: psycopg.Connection, text: str) -> list[str]:
    """What is no letter is left to Postgres' parser: here Python takes it away."""
    row = connection.execute("SELECT news.search_fold(%s)", [text]).fetchone()
    return fold(row[0]).words.split()


@pytest.fixture
def connection(database):
    with psycopg.connect(database, autocommit=True) as made:
        yield made


@pytest.mark.parametrize(
    "text",
    [
        "Erdoğan’s Şirket, İSTANBUL ısı Straße Łódź Ørsted Đà Nẵng",
        "إيران والأردن مَسْجِد ـــ آسيا مؤتمر شاطئ مدرسة مستشفى ٢٠٢٦",
        "تهران: خامنه‌ای می‌خواهد کتاب ۱۴۰۵ خانۀ",
        "ہے اور ۓ ڑ ٹ پاکستان گئے",
        "ھەولێر ئەمریکا کوردستان",
        "יְרוּשָׁלַיִם צה״ל שׁלום",
        "Москва́ Ёлка Їжак й Ўзбекистон",
        "Ιράν Ουκρανία ΣΟΦΟΣ σοφός",
        "भारत की सड़क क़लम ज़रूर",
        "বাংলাদেশ পড়া",
        "สวัสดี น้ำ ทำเนียบ",
        "한국 대통령",
        "東京の会議 パリ が ヴ",
        "ﬁrst eﬃcient ﬂight ﻻعب ﷲ ﺍﻳﺮﺍﻥ Ｆｕｌｌ ２６",
        "Հայաստան և საქართველო",
    ],
)
def test_real_scripts_are_folded_alike(connection, text):
    assert in_postgres(connection, tidy(text)) == in_python(tidy(text))


def test_any_words_are_folded_alike(connection):
    @settings(max_examples=300)
    @given(st.lists(LETTERS | SIGNS, max_size=40).map("".join))
    def holds(text: str) -> None:
        text = tidy(text)
        assert in_postgres(connection, text) == in_python(text)

    holds()


def test_every_letter_is_folded_alike(connection):
    letters = [chr(code) for code in range(0x41, 0xFFF0) if unicodedata.category(chr(code)) in CATEGORIES[:4]]
    text = tidy(" ".join(filter(is_meant, letters)))
    assert in_postgres(connection, text) == in_python(text)
