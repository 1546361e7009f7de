"""Reads a line that is nothing but a date, in the ways the press writes it; never searches a date inside a sentence."""

import re
from datetime import UTC, datetime, timedelta, timezone

from worker.core.fold import fold as _fold

def fold(t): return _fold(t).plain.lower()

# Months by their first letters, folded; a month may be written longer or be followed by a point.
_MONTHS = {
    1: "jan gen ene styc led oca tammi ян 1월 ינואר جانفي يناير ژانويه كانون الثاني जन",
    2: "feb fev fév lut uno sub şub helmi фев פברואר فبراير فوريه شباط فيفري फर फ़र",
    3: "mar mär mrt mars maa bře brez bre марта мар март מרץ مارس آذار मार्च",
    4: "apr avr abr kwi dub nis huhti апр אפריל ابريل أبريل آوريل نيسان أفريل अप्रै",
    5: "may mai mag mei maj kve kvě touko maí мая май מאי مايو مه أيار ماي मई",
    6: "jun juin giu cze červn cerven cervna haz kesä июн יוני يونيو ژوئن حزيران جوان जून",
    7: "jul juil lug lip červenec cervenec července cervence tem heinä июл יולי يوليو ژوئيه تموز جويلية जुला",
    8: "aug aou août ago sie srp agu ağu elo ágú авг אוגוסט اغسطس أغسطس اوت آب अग",
    9: "sep set wrz zář zar eyl syys сен ספטמבר سبتمبر سپتامبر أيلول सित",
    10: "oct okt ott out paz paź říj rij eki loka окт אוקטובר اكتوبر أكتوبر اكتبر अक्टू अक्तू",
    11: "nov lis kas marras нояб ноя נובמבר نوفمبر نوامبر नव",
    12: "dec déc dez dic gru pro ara joulu des дек דצמבר ديسمبر دسامبر दिस",
}
_NAMES = sorted(
    ((fold(name), month) for month, names in _MONTHS.items() for name in names.split()),
    key=lambda pair: -len(pair[0]),
)
_LINE = 80  # characters; a longer line is prose
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d\d?)\s*[月월]\s*(\d\d?)\s*[日일]")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?([./-])\s?(\d\d?)\s?\2\s?(\d{4}|\d\d?)(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\D{0,6}?\s([^\W\d_]{2,}[^\W_]*)\.?,?(?:\s(?:de|del|do|i))?,?\s?(\d{4})(?!\d)")
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.h](\d\d)(?::\d\d)?\s?(a\.?m\.?|p\.?m\.?)?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(r"\b(?:UTC|GMT)\b|(?<=\d)Z\b")
_OFFSET = re.compile(r"(?:UTC|GMT|\d)\s?([+-])(\d\d?):?(\d\d)?(?!\d)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPOKEN = 9  # words around a date that still make no sentence: weekday, "last updated on", zone


def read_date(line: str) -> tuple[datetime, str] | None:
    """The (moment, precision) of a line that is a date, perhaps with a weekday, a time or a word like "Published".

    Precision is 'day' or 'time'; a time without a zone is not trusted, so it leaves the day. Order day-month-year
    unless only month-day-year is possible.
    """
    line = line.strip()
    if not line or len(line) > _LINE or len(_WORD.findall(line)) > _SPOKEN:
        return None
    found = _day(line)
    if found is None:
        return None
    year, month, day = found
    try:
        date = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return _with_time(date, line)


def _day(line: str) -> tuple[int, int, int] | None:
    if match := _ISO.search(line) or _CJK.search(line):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMERIC.search(line):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            return first, second, third
        year = third if len(match[4]) == 4 else 2000 + third
        return (year, first, second) if second > 12 and match[2] == "/" else (year, second, first)
    if (match := _NAMED_FIRST.search(line)) and (month := _month(match[1])):
        return int(match[3]), month, int(match[2])
    for match in _NAMED.finditer(line):
        if month := _month(match[2]):
            return int(match[3]), month, int(match[1])
    return None


def _month(word: str) -> int | None:
    folded = fold(word)
    return next((month for name, month in _NAMES if folded.startswith(name)), None)


def _with_time(date: datetime, line: str) -> tuple[datetime, str]:
    clocks = list(_CLOCK.finditer(line))
    zone = _zone(line)
    for clock in clocks:
        hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
        hour = hour % 12 + 12 * half.startswith("p") if half else hour
        if hour < 24 and minute < 60 and zone is not None:
            return date.replace(hour=hour, minute=minute, tzinfo=zone), "time"
    return date, "day"


def _zone(line: str) -> timezone | None:
    if match := _OFFSET.search(line):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours <= 14 and minutes < 60 and ":" in line:
            return timezone((1 if match[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return UTC if _ZONE.search(line) else None
