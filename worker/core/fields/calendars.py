"""Days of the calendars that newsrooms print → Gregorian days; an odd or unclear one is none, never a guess."""

import re
from datetime import date

from hijridate import Hijri

from worker.core.fields.date_words import key, plain

_SOLAR = (1300, 1429)
"""Years of the Solar Hijri calendar that are told from lunar ones by nothing but the number: 1921 to 2051."""
_LUNAR = (1410, 1500)
"""Years of Umm al-Qura that articles are from: 1990 to 2077, which is where `hijridate` ends."""
_BUDDHIST = (2500, 2650)
_BUDDHIST_LANGUAGES = frozenset({"th", "lo", "km"})
_SOLAR_LANGUAGES = frozenset({"fa", "prs", "ps", "ckb"})
_LUNAR_LANGUAGES = frozenset({"ar", "ur"})

_LUNAR_MARK = re.compile(r"(?<!\w)(?:ه|هجر\w{1,3}|ه\.?\s?ق|قمر\w)(?![\w.])")
_SOLAR_MARK = re.compile(r"(?<!\w)(?:ه\.?\s?ش|ش|شمسی|خورشیدی|لمریز)(?!\w)")
_THAI = re.compile("[\u0e01-\u0e4e]")

_SOLAR_NAMES = (
    *("فروردین حمل وری", "اردیبهشت ثور غویی", "خرداد جوزا غبرگولی", "تیر سرطان چنگاش", "مرداد امرداد اسد زمری"),
    *("شهریور سنبله وږی", "مهر میزان تله", "آبان عقرب لړم", "آذر قوس لیندۍ", "دی جدی مرغومی", "بهمن دلو سلواغه"),
    "اسفند حوت کب",
)
"""As printed in Iran, in Afghanistan in Dari, and in Pashto."""
_LUNAR_NAMES = (
    *("محرم|محرم الحرام", "صفر", "ربيع الأول|ربیع‌الاول", "ربيع الآخر|ربيع الثاني|ربیع‌الثانی"),
    *("جمادى الأولى|جمادی‌الاول|جمادى الاول", "جمادى الآخرة|جمادى الثانية|جمادی‌الثانی|جمادى الآخر", "رجب|رجب المرجب"),
    *("شعبان|شعبان المعظم", "رمضان|رمضان المبارك", "شوال|شوال المكرم", "ذو القعدة|ذي القعدة|ذی‌القعده|ذیقعدہ"),
    "ذو الحجة|ذي الحجة|ذی‌الحجه",
)
SOLAR_MONTHS = {key(plain(name)): number for number, names in enumerate(_SOLAR_NAMES, 1) for name in names.split()}
LUNAR_MONTHS = {key(plain(name)): number for number, names in enumerate(_LUNAR_NAMES, 1) for name in names.split("|")}
"""The CLDR has these calendars too, but Babel leaves them out."""

_ERAS = {"民国": 1911, "民國": 1911, "令和": 2018, "平成": 1988}
"""Year 1 of an era is the year after this."""
ERA = re.compile("|".join(_ERAS))

_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)
"""Years of 33 that have a day more: what observation gives for the years 1343 to 1472."""
_SOLAR_EPOCH = 226_529
"""Day number of 29 Esfand 0: 1 Farvardin 1403 is 20 March 2024."""


def era_year(era: str, year: int) -> int:
    """The year that Taiwan and Japan count from the start of an era."""
    return _ERAS[era] + year


def gregorian(year: int, month: int, day: int, *, text: str, language: str | None) -> date | None:
    """The day of a year, month and day that are printed as numbers; `text` is plain and says more of the calendar."""
    try:
        if 1900 <= year <= 2200:
            return date(year, month, day)
        if _BUDDHIST[0] <= year <= _BUDDHIST[1] and (language in _BUDDHIST_LANGUAGES or _THAI.search(text)):
            return date(year - 543, month, day)
    except ValueError:
        return None
    solar, lunar = _SOLAR[0] <= year <= _SOLAR[1], _LUNAR[0] <= year <= _LUNAR[1]
    if _SOLAR_MARK.search(text):
        lunar = False
    elif _LUNAR_MARK.search(text):
        solar = False
    elif solar and lunar:
        solar, lunar = language not in _LUNAR_LANGUAGES, language in _LUNAR_LANGUAGES
    elif lunar:
        lunar = language in _LUNAR_LANGUAGES
    return solar_day(year, month, day) if solar else lunar_day(year, month, day) if lunar else None


def solar_day(year: int, month: int, day: int) -> date | None:
    """The day of a date of Iran and Afghanistan."""
    leap = year % 33 in _LEAP
    if not (_SOLAR[0] <= year <= _LUNAR[1] and 1 <= month <= 12):
        return None
    if not 1 <= day <= (31 if month <= 6 else 30 if month <= 11 or leap else 29):
        return None
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    leaps = year // 33 * len(_LEAP) + sum(earlier < year % 33 for earlier in _LEAP)
    return date.fromordinal(_SOLAR_EPOCH + 365 * year + leaps + before + day)


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of a date of Umm al-Qura, the calendar of Saudi Arabia; sightings elsewhere may differ by one."""
    try:
        return Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
