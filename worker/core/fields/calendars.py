"""Dates in other scripts and in the Persian calendar → the digits, month names and years that `dates` reads."""

import re
from datetime import date

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)
_MONTH_NAMES = {
    "january": "يناير جانفي كانون_الثاني ژانویه ינואר जनवरी січня",
    "february": "فبراير فيفري شباط فوریه פברואר फरवरी फ़रवरी лютого",
    "march": "مارس آذار מרץ מרס मार्च березня",
    "april": "أبريل ابريل إبريل أفريل نيسان آوریل אפריל अप्रैल квітня",
    "may": "مايو ماي أيار مه מאי मई травня",
    "june": "يونيو يونيه جوان حزيران ژوئن יוני जून червня",
    "july": "يوليو يوليه جويلية تموز ژوئیه جولای יולי जुलाई липня",
    "august": "أغسطس اغسطس أوت آب اوت آگوست אוגוסט अगस्त серпня",
    "september": "سبتمبر أيلول سپتامبر ספטמבר सितंबर सितम्बर вересня",
    "october": "أكتوبر اكتوبر تشرين_الأول اکتبر אוקטובר अक्टूबर अक्तूबर жовтня",
    "november": "نوفمبر تشرين_الثاني نوامبر נובמבר नवंबर नवम्बर листопада",
    "december": "ديسمبر كانون_الأول دسامبر דצמבר दिसंबर दिसम्बर грудня",
}
_NAMES = {name.replace("_", " "): month for month, names in _MONTH_NAMES.items() for name in names.split()}
_NAME = re.compile(
    r"(?<!\w)ב?-?(" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + r")(?![\w\u0900-\u097f])"
)
_PERSIAN_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_PERSIAN = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s+(" + "|".join(_PERSIAN_MONTHS) + r")(?:\s*ماه)?،?\s+(1[34]\d\d)"
    r"|(1[34]\d\d)/(\d{1,2})/(\d{1,2}))(?!\d)"
)
_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)
"""Years of 33 that have a day more: what observation gives for the years 1343 to 1472."""
_PERSIAN_EPOCH = 226_529
"""Day number of 29 Esfand 0: 1 Farvardin 1403 is 20 March 2024."""


def latin(text: str) -> str:
    """The text with Latin digits, English names of months, and Persian dates as ISO dates."""
    if text.isascii():
        return text
    return _NAME.sub(lambda found: f" {_NAMES[found[1]]} ", _PERSIAN.sub(_iso, text.translate(_DIGITS)))


def _iso(found: re.Match[str]) -> str:
    if found[2]:
        year, month, day = int(found[3]), _PERSIAN_MONTHS.index(found[2]) + 1, int(found[1])
    else:
        year, month, day = int(found[4]), int(found[5]), int(found[6])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found[0]
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    leaps = year // 33 * len(_LEAP) + sum(leap < year % 33 for leap in _LEAP)
    return date.fromordinal(_PERSIAN_EPOCH + 365 * year + leaps + before + day).isoformat()
