"""Days as newsrooms print them, in the languages of the world."""

import pytest

from worker.core.fields.date_words import plain, words_of
from worker.core.fields.dates import parse_date
from worker.core.fields.days import Hints, find_day
from worker.models import Origin

# The same day, 30 November 2026, as papers of each language print it.
PRINTED = {
    "af": ["30 November 2026"], "am": ["30 ኖቬምበር 2026"], "az": ["30 noyabr 2026"], "be": ["30 лістапада 2026"],
    "ar": ["30 نوفمبر 2026", "30 تشرين الثاني 2026", "30 نوفمبر/تشرين الثاني 2026", "30 نونبر 2026", "٣٠ نوفمبر ٢٠٢٦",
           "الاثنين، 30 نوفمبر، 2026 م", "30-11-2026"],
    "bg": ["30 ноември 2026 г."], "bn": ["৩০ নভেম্বর ২০২৬", "৩০/১১/২০২৬"], "ca": ["30 de novembre de 2026"],
    "cs": ["30. listopadu 2026", "30. 11. 2026"], "cy": ["30 Tachwedd 2026"], "da": ["30. nov. 2026"],
    "de": ["30. November 2026", "Montag, den 30.11.2026", "30. Nov. 2026", "30.11.26"],
    "el": ["30 Νοεμβρίου 2026", "30 ΝΟΕΜΒΡΙΟΥ 2026", "Δευτέρα 30 Νοε 2026"],
    "en": ["30th of November 2026", "Nov. 30, 2026", "November 30th, 2026", "30 NOV 2026", "2026 Nov 30",
    "Nov 30 Mon 2026"],
    "es": ["30 de noviembre de 2026", "30 de noviembre del 2026", "30 nov 2026"], "et": ["30. november 2026"],
    "fa": ["۹ آذر ۱۴۰۵", "۱۴۰۵/۰۹/۰۹", "1405/09/09", "۹ آذرماه ۱۴۰۵", "۳۰ نوامبر ۲۰۲۶", "۹ قوس ۱۴۰۵"],
    "fi": ["30. marraskuuta 2026", "30.11.2026"], "fil": ["Nobyembre 30, 2026"],
    "fr": ["30 novembre 2026", "lun. 30 nov. 2026", "30 NOVEMBRE 2026", "lundi 30 novembre 2026"],
    "gu": ["30 નવેમ્બર 2026"], "he": ["30 בנובמבר 2026", "ב-30 בנובמבר 2026"],
    "hi": ["30 नवंबर 2026", "३० नवम्बर २०२६"], "hr": ["30. studenoga 2026."],
    "hu": ["2026. november 30.", "2026. nov. 30., hétfő", "2026. 11. 30."], "hy": ["30 նոյեմբերի 2026"],
    "id": ["Senin, 30 November 2026"], "is": ["30. nóvember 2026"], "it": ["30 novembre 2026"],
    "ja": ["2026年11月30日", "令和8年11月30日", "２０２６年１１月３０日", "2026/11/30"], "ka": ["30 ნოემბერი 2026"],
    "kk": ["30 қараша 2026 ж."], "kn": ["30 ನವೆಂಬರ್ 2026"], "ko": ["2026년 11월 30일", "2026. 11. 30.", "2026.11.30"],
    "lt": ["2026 m. lapkričio 30 d."], "lv": ["2026. gada 30. novembris"], "mk": ["30 ноември 2026"],
    "ml": ["30 നവംബർ 2026"], "mn": ["2026 оны 11 сарын 30"], "mr": ["३० नोव्हेंबर २०२६"], "ms": ["30 November 2026"],
    "ne": ["30 नोभेम्बर 2026"], "nl": ["30 november 2026", "ma 30 nov. 2026"], "no": ["30. november 2026"],
    "pl": ["30 listopada 2026", "30 lis 2026"], "ps": ["۳۰ نومبر ۲۰۲۶"],
    "pt": ["30 de novembro de 2026", "30 nov. 2026"],
    "ro": ["30 noiembrie 2026"], "ru": ["30 ноября 2026 г.", "30 ноя. 2026", "30 нояб. 2026"],
    "si": ["30 නොවැම්බර් 2026"], "sk": ["30. novembra 2026"], "sl": ["30. november 2026"], "sq": ["30 nëntor 2026"],
    "sr": ["30. новембар 2026.", "30. novembar 2026."], "sv": ["30 november 2026"], "sw": ["30 Novemba 2026"],
    "ta": ["30 நவம்பர் 2026"], "te": ["30 నవంబర్ 2026"],
    "th": ["30 พฤศจิกายน 2569", "30 พ.ย. 69", "30/11/2569", "๓๐ พ.ย. ๒๕๖๙"],
    "tr": ["30 Kasım 2026", "30 KASIM 2026 Pazartesi", "30 Kas 2026"], "uk": ["30 листопада 2026", "30 лист. 2026"],
    "ur": ["30 نومبر 2026", "۳۰ نومبر ۲۰۲۶ء"], "uz": ["30-noyabr, 2026"],
    "vi": ["30 tháng 11, 2026", "Ngày 30 tháng 11 năm 2026", "Thứ hai, 30/11/2026"],
    "zh": ["2026年11月30日", "2026-11-30", "民國115年11月30日"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in PRINTED.items() for text in texts])
def test_every_language_says_the_same_day(language: str, text: str) -> None:
    found = parse_date(text, origin=Origin.HTML, language=language)
    assert found is not None
    assert (found.value.date().isoformat(), found.precision) == ("2026-11-30", "day")


@pytest.mark.parametrize(
    "text",
    ["30 noviembre 2026", "30 ноября 2026", "30 Νοεμβρίου 2026", "30 نوفمبر 2026", "30 พ.ย. 2569", "2026年11月30日",
     "30 novembre 2026", "30 नवंबर 2026", "۹ آذر ۱۴۰۵"],
)  # fmt: skip
def test_most_names_need_no_language(text: str) -> None:
    found = parse_date(text, origin=Origin.HTML)
    assert found is not None
    assert found.value.date().isoformat() == "2026-11-30"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2026(e)ko azaroaren 30(a)", "eu"), ("marraskuun 30. päivänä 2026", "fi"), ("30. novembril 2026", "et"),
        ("2026. gada 30. novembrī", "lv"), ("30 Nopember 2026", "id"), ("30 ta' Novembru 2026", "mt"),
        ("30 ноябри 2026", "tg"), ("2026 жылғы 30 қараша", "kk"), ("2026 оны 11 дүгээр сарын 30", "mn"),
        ("2026 оны 11-р сарын 30", "mn"), ("30 XI 2026", "pl"), ("30.XI.2026", "pl"), ("30. xi. 2026.", "hr"),
        ("二〇二六年十一月三十日", "zh"), ("二零二六年十一月卅日", "zh"), ("民國一一五年十一月三十日", "zh"),
        ("令和八年十一月三十日", "ja"), ("26.11.30", "ko"), ("26. 11. 30. 오후 9:05", "ko"), ("30. 11. 26.", "hr"),
        ("30/11/69", "th"), ("30/11/26", "th"), ("26/11/30", "ja"), ("30–11–2026", "en"),
        ("30. november 2026 09.05.07", "da"), ("30 November 2026 12.05.07", "id"), ("30 พฤศจิกายน ค.ศ. 2026", "th"),
        ("2026 թ. նոյեմբերի 30", "hy"), ("30ی تشرینی دووەمی 2026", "ckb"),
        ("30·11·2026", "es"), ("2026 / 11 / 30", "en"),
        ("30ste november 2026", "nl"), ("30-го ноября 2026", "ru"), ("30ème novembre 2026", "fr"),
        ("30 Tháng Mười Một, 2026", "vi"), ("2026-11-30/2026-12-01", "en"), ("30 Nov '26", "en"),
        ("30/11-2026", "da"), ("mandag 30/11 2026", "sv"), ("26-11-30 10:15", "sv"), ("30/11/26", "sv"),
        ("26.11.30", "lt"), ("26. 11. 30. 9:05", "hu"), ("30/11/26", "zh-HK"), ("26/11/30", "zh-TW"),
        ("2026:11:30 10:00:00", "en"),
    ],
)  # fmt: skip
def test_a_day_is_told_in_the_forms_of_its_country(text: str, language: str) -> None:
    found = parse_date(text, origin=Origin.HTML, language=language)
    assert found is not None
    assert found.value.date().isoformat() == "2026-11-30"


def test_the_first_year_of_an_era_has_a_name() -> None:
    found = parse_date("令和元年11月30日", origin=Origin.HTML, language="ja")
    assert found is not None
    assert found.value.date().isoformat() == "2019-11-30"


@pytest.mark.parametrize("text", ["30 IIII 2026", "30 VX 2026", "32 XI 2026", "30 XI 26", "二〇二六年十一月", "三十日"])
def test_half_a_day_in_other_numerals_is_none(text: str) -> None:
    assert parse_date(text, origin=Origin.HTML, language="pl") is None


def test_a_name_of_two_months_needs_one() -> None:
    assert parse_date("30 listopada 2026", origin=Origin.HTML) is None


@pytest.mark.parametrize(
    ("text", "expected", "where"),
    [
        ("published: 30 november 2026 by me", "2026-11-30", "30 november 2026"),
        ("10:15 november 30, 2026", "2026-11-30", "november 30, 2026"),
        ("mon nov 30 10:15:00 cet 2026", "2026-11-30", "nov 30"),
        ("2026-11-30t10:15", "2026-11-30", "2026-11-30"),
        ("on 30/11/2026 or 1/12/2026", "2026-11-30", "30/11/2026"),
        ("30 | 11 | 2026 | 337", "2026-11-30", "30 | 11 | 2026"),
        ("20 جمادى الآخرة 1448 هـ - 30 نوفمبر 2026", "2026-11-30", "30 نوفمبر 2026"),
    ],
)
def test_the_first_day_is_found_with_its_place(text: str, expected: str, where: str) -> None:
    line = plain(text)
    found = find_day(line, words_of("en"), Hints(language=None, country=None, american=False, short_years=False))
    assert found is not None
    assert found.day.isoformat() == expected
    assert line[found.start : found.end] == plain(where)


@pytest.mark.parametrize(
    "text", ["30 2026", "nov 2026", "nov 30", "31 nov 2026", "nov 32 2026", "2026-13-01", "99/99/2026"]
)
def test_half_a_day_is_none(text: str) -> None:
    assert find_day(text, words_of("en"), Hints(language="de", country=None, american=False, short_years=True)) is None


@pytest.mark.parametrize("text", ["3 x 2000", "12 i 2026", "2026:13:30 10:00:00", "31/11-2026"])
def test_numbers_beside_a_small_letter_or_beyond_the_month_are_no_day(text: str) -> None:
    assert parse_date(text, origin=Origin.HTML, language="pl") is None
