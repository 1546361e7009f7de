"""`make cldr`: writes the names of months, weekdays and parts of a day (worker/core/fields/cldr.json) and those of
languages (worker/core/text/language_names.json) from the CLDR.

Babel carries the data; it is needed here only. Names are stored as `date_words` looks them up.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import babel
from babel import Locale
from babel.core import get_cldr_version
from babel.localedata import locale_identifiers

from worker.core.fields import date_words
from worker.core.text import language_names
from worker.core.text.language import CODES

TARGET = Path(date_words.__file__).with_name("cldr.json")
LANGUAGE_NAMES = Path(language_names.__file__).with_suffix(".json")
LANGUAGES = (
    "af am ar az be bg bn bs ca ckb cs cy da de el en es et eu fa fi fil fo fr ga gl gu ha he hi hr hu hy id ig is"
    " it ja ka kk km kn ko ku ky lb lo lt lv mg mk ml mn mr ms mt my ne nl nn no or pa pl ps pt ro ru rw sd si sk"
    " sl so sq sr sv sw ta te tg th tk tr uk ur uz vi xh yo zh zu"
)
"""Those in which newsrooms publish. More of them would make more short words mean two months.

Not Tigrinya and Oromo: there, and in Amharic papers, the same names stand for months of the Ethiopian calendar.
"""
_DEAD_SCRIPTS = frozenset({"Dsrt", "Shaw"})
"""In which no newsroom writes English."""
_ALSO = {
    "ar": {
        1: "ينا", 2: "فبر", 4: "افريل أبر", 5: "ماي", 6: "يونيه يون", 7: "يوليه يول", 8: "أغس", 9: "سبت", 10: "أكت",
        11: "نوف", 12: "ديس",
    },
    "be": {
        1: "студ сту", 2: "лют", 3: "сак", 4: "крас кра", 5: "трав мая", 6: "чэрв чэр", 7: "ліп", 8: "жнів жні",
        9: "вер", 10: "каст кас", 11: "ліст ліс", 12: "снеж сне",
    },
    "bn": {1: "জানুয়ারী জানু", 2: "ফেব্রুয়ারী ফেব্রু ফেব", 9: "সেপ্ট", 10: "অক্টো", 11: "নভে", 12: "ডিসে"},
    "cs": {6: "čen", 7: "čec"},
    "cy": {2: "Chwe", 8: "Aws", 9: "Med", 12: "Rha"},
    "de": {1: "jaenner", 2: "feber", 3: "maerz mrz"},
    "es": {9: "set"},
    "en": {9: "sept"},
    "et": {
        1: "jaanuaril", 2: "veebruaril", 3: "märtsil", 4: "aprillil", 6: "juunil", 7: "juulil", 8: "augustil",
        9: "septembril", 10: "oktoobril", 11: "novembril", 12: "detsembril",
    },
    "eu": {
        1: "urtarrilaren", 2: "otsailaren", 3: "martxoaren", 4: "apirilaren", 5: "maiatzaren", 6: "ekainaren",
        7: "uztailaren", 8: "abuztuaren", 9: "irailaren", 10: "urriaren", 11: "azaroaren", 12: "abenduaren",
    },
    "fi": {
        1: "tammikuun", 2: "helmikuun", 3: "maaliskuun", 4: "huhtikuun", 5: "toukokuun", 6: "kesäkuun", 7: "heinäkuun",
        8: "elokuun", 9: "syyskuun", 10: "lokakuun", 11: "marraskuun", 12: "joulukuun",
    },
    "fa": {7: "جولای", 8: "آگوست", 9: "سپتامبر"},
    "fr": {2: "fev", 8: "aoû"},
    "gl": {6: "xuñ"},
    "gu": {4: "એપ્રિ", 7: "જુલા", 8: "ઑગ", 10: "ઑક્ટ્બર ઑક્ટ્"},
    "he": {3: "מרס", 6: "יונ", 7: "יול"},
    "hi": {
        4: "अप्रै", 7: "जुल", 9: "सितम्बर सित सितं", 10: "अक्तूबर अक्तू अक्टू", 11: "नवम्बर नव", 12: "दिसम्बर दिस",
    },
    "hr": {7: "srpanj"},
    "hy": {2: "փտր", 3: "մար մրտ", 5: "մայ մյս", 9: "սպտ", 10: "հկտ", 11: "նմբ", 12: "դկտ"},
    "id": {2: "Pebruari Peb", 8: "Agt", 11: "Nopember Nop"},
    "lv": {
        1: "janvārī", 2: "februārī", 3: "martā", 4: "aprīlī", 5: "maijā", 6: "jūnijā", 7: "jūlijā", 8: "augustā",
        9: "septembrī", 10: "oktobrī", 11: "novembrī", 12: "decembrī",
    },
    "lt": {1: "sau", 6: "bir", 7: "lie", 8: "rgp", 9: "rgs", 10: "spa", 11: "lap", 12: "grd"},
    "ml": {9: "സെപ്റ്റ"},
    "ne": {2: "फेब्रुवरी फेब्रु", 4: "अप्रि", 8: "अगष्ट अग", 9: "सेप्ट", 10: "अक्टो", 11: "नोभे", 12: "डिसे"},
    "pl": {9: "wrz"},
    "si": {
        1: "ජනවාරි ජන", 2: "පෙබරවාරි පෙබ", 3: "මාර්තු මාර්", 4: "අප්‍රේල් අප්‍රි අප්", 5: "මැයි", 6: "ජූනි", 7: "ජූලි",
        8: "අගෝස්තු අගෝ", 9: "සැප්තැම්බර් සැප්", 10: "ඔක්තෝබර් ඔක්", 11: "නොවැම්බර් නොවැ නෙවැ", 12: "දෙසැම්බර් දෙසැ",
    },
    "sq": {7: "Kor", 8: "Gus Gsh"},
    "ta": {9: "செப்டெம்பர்"},
    "te": {9: "సెప్", 11: "నవ", 12: "డిసె"},
    "tg": {
        1: "январи", 2: "феврали", 3: "марти", 4: "апрели", 5: "майи", 6: "июни", 7: "июли", 8: "августи",
        9: "сентябри", 10: "октябри", 11: "ноябри", 12: "декабри",
    },
    "uk": {4: "кві", 5: "тра", 6: "чер", 8: "сер", 10: "жов", 11: "лис", 12: "гру"},
}  # fmt: skip
"""Spellings seen in print for which the CLDR has another, and the short names of C and JavaScript libraries."""
_HOURS = {
    "ar": {"في المساء": "evening", "ليلا": "night"},
    "bn": {"এএম": "am", "পিএম": "pm", "রাত": "night"},
    "fa": {"بعد از ظهر": "pm", "قبل از ظهر": "am"},
    "hi": {"एएम": "am", "पीएम": "pm"},
    "en": {"noon": "noon", "in the afternoon": "pm"},
    "hu": {"de": "am", "du": "pm"},
    "ko": {"새벽": "am"},
    "ur": {"شام": "pm", "صبح": "am"},
    "zh": {"傍晚": "evening"},
}


def main() -> None:
    """Write the files."""
    _write_language_names()
    locales: dict[str, list[Locale]] = {}
    for name in sorted(locale_identifiers()):
        locale = Locale.parse(name)
        if locale.script in _DEAD_SCRIPTS:
            continue
        locales.setdefault("no" if locale.language in {"nb", "nn"} else locale.language, []).append(locale)
    lines = [
        f"{json.dumps(language)}: {json.dumps(_names(language, locales[language]), ensure_ascii=False)}"
        for language in LANGUAGES.split()
        if language in locales
    ]
    countries = sorted(
        {
            locale.territory
            for locale in locales["en"]
            if locale.territory and locale.date_formats["short"].pattern.lower().startswith("m")
        }
    )
    origin = f"Unicode CLDR {get_cldr_version()} by Babel {babel.__version__}; licence: cldr.LICENSE"
    body = ",\n".join(lines)
    TARGET.write_text(
        f'{{"origin": {json.dumps(origin)},\n"month_first": {json.dumps(countries)},\n"languages": {{\n{body}\n}}}}\n',
        "utf-8",
    )
    licence = Path(babel.__file__).parent / "locale-data" / "LICENSE.unicode"
    TARGET.with_suffix(".LICENSE").write_text(licence.read_text("utf-8"), "utf-8")


def _write_language_names() -> None:
    """Each language as English calls it and as it calls itself."""
    english = Locale("en").languages
    identifiers = set(locale_identifiers())
    lines = []
    for code in sorted(CODES):
        names = [english.get(code), Locale(code).get_display_name() if code in identifiers else None]
        found = [language_names.folded(name) for name in dict.fromkeys(names) if name]
        if found:
            lines.append(f"{json.dumps(code)}: {json.dumps(found, ensure_ascii=False)}")
    LANGUAGE_NAMES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _names(language: str, locales: Sequence[Locale]) -> dict[str, object]:
    months = _numbered([locale.months for locale in locales], range(1, 13), _ALSO.get(language, {}))
    weekdays = _numbered([locale.days for locale in locales], range(7), {})
    hours: dict[str, str] = {}
    for locale in locales:
        for name, span in _periods(locale):
            hours.setdefault(name, span)
    hours |= {date_words.key(date_words.plain(name)): span for name, span in _HOURS.get(language, {}).items()}
    return {"months": months, "weekdays": weekdays, "hours": hours}


def _numbered(calendars: Iterable[Mapping[str, Any]], numbers: Iterable[int], more: Mapping[int, str]) -> str:
    names: dict[int, dict[str, None]] = {
        number: dict.fromkeys(key for word in more.get(number, "").split() for key in _keys(word)) for number in numbers
    }
    for calendar in calendars:
        for widths in calendar.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths.get(width, {}).items():
                    names[number] |= dict.fromkeys(_keys(name))
    return "|".join(",".join(known) for known in names.values())


def _periods(locale: Locale) -> Iterator[tuple[str, str]]:
    """The words for parts of a day; midnight is left out, as nobody knows which day it belongs to."""
    kinds = {"am": "am", "pm": "pm", "noon": "noon"}
    for period, rules in locale.day_period_rules.get(None, {}).items():
        if "from" in rules[0]:
            kinds.setdefault(period, _kind(rules[0]["from"] // 3600, rules[0]["before"] // 3600))
    # AM and PM first: where a language calls them as it calls a shorter part of the day, they are what is meant.
    for period, kind in kinds.items():
        for widths in locale.day_periods.values():
            for names in widths.values():
                for name in [names[period]] if period in names else []:
                    yield from ((word, kind) for word in _keys(name, shortest=1 if not name.isascii() else 2))


def _kind(start: int, end: int) -> str:
    """The hours that a part of the day settles, by when it begins and ends."""
    if end <= 12 and start < end:
        return "am"
    if start > end:
        return "night"
    return "noon" if start >= 11 and end <= 14 else "pm" if start < 17 else "evening"


def _keys(name: str, *, shortest: int = 2) -> list[str]:
    """The name as it is looked up; none for a number and for a letter that may mean anything."""
    word = date_words.key(" ".join(date_words.plain(name).split()))
    if any(map(str.isdigit, word)) or len(word.strip("'")) < shortest:
        return []
    return [word]


if __name__ == "__main__":
    main()
