"""Dates as publishers write them → aware times with their precision; knows no clock, so never what “yesterday” is."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from worker.core.fields.calendars import latin
from worker.models import Origin, Precision, PublisherTime

_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.]?(\d\d?)[-/.]?(\d\d?)"
    r"(?:[T\s,|@-]{1,3}(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?(?!\d)",
    re.IGNORECASE,
)
_MONTH_NAMES = """\
january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia ocak januára \
    января tammikuuta siječnja ledna ianuarie
february feb februar febr feber février fevrier févr fév febrero febbraio fevereiro fev februari lutego luty \
    şubat февраля helmikuuta veljače února februarie
march mar märz mrz maerz mars marzo março marco maart mrt marca marzec mart марта maaliskuuta ožujka března \
    martie
april apr avril avr abril abr aprile kwietnia kwiecień nisan апреля huhtikuuta travnja dubna aprilie
may mai mayo maggio mag maio mei maja maj mayıs мая toukokuuta svibnja května
june jun juni juin junio giugno giu junho czerwca czerwiec haziran июня kesäkuuta lipnja června iunie
july jul juli juillet juil julio luglio lug julho lipca lipiec temmuz июля heinäkuuta srpnja července iulie
august aug août aout agosto ago agustus augustus augusti sierpnia sierpień ağustos августа elokuuta kolovoza \
    srpna
september sep sept septembre septiembre setiembre settembre set setembro wrzesień września eylül сентября \
    syyskuuta rujna září septembrie
october oct oktober okt octobre octubre ottobre ott outubro out października październik ekim октября lokakuuta \
    listopada října octombrie
november nov novembre noviembre novembro listopad kasım ноября marraskuuta studenoga listopadu noiembrie
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia grudzień aralık декабря \
    joulukuuta prosinca prosince decembrie desember des
"""
"""One month a line: as publishers print it in the languages of the feeds we know."""
_MONTHS = {name: number for number, line in enumerate(_MONTH_NAMES.splitlines(), 1) for name in line.split()}
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de\s+|of\s+|-)?([^\W\d_]{3,12})\.?,?\s*(?:de\s+|del\s+|-)?"
    r"((?:19|20)\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?!\d)")
_CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:h.]([0-5]\d)(?::[0-5]\d)?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "bst": 60, "ist": 330, "jst": 540,
    "et": -300,
}  # fmt: skip
_ZONE = re.compile(r"\b(" + "|".join(_ZONES) + r")\b", re.IGNORECASE)
_MIN_YEAR = 1990


def parse(text: str | None, *, origin: Origin, day_first: bool = True) -> PublisherTime | None:
    """The time that a machine-written or printed date says; None when it says none that can be trusted.

    `day_first` settles 3/4/2020 where both readings are dates.
    """
    text = latin((text or "").strip()[:120])
    if not any(character.isdigit() for character in text):
        return None
    found = _ISO.search(text)
    if found:
        return _when(origin, found[1], found[2], found[3], found[4], found[5], found[6], found[7])
    if "," in text[:5]:
        try:
            return _checked(parsedate_to_datetime(text), Precision.TIME, origin)
        except (ValueError, IndexError, TypeError):
            return _printed(text, origin=origin, day_first=day_first)
    return _printed(text, origin=origin, day_first=day_first)


def _printed(text: str, *, origin: Origin, day_first: bool) -> PublisherTime | None:
    year = month = day = 0
    if found := _CJK.search(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif (found := _DAY_MONTH.search(text)) and (month := _MONTHS.get(found[2].lower(), 0)):
        day, year = int(found[1]), int(found[3])
    elif (found := _MONTH_DAY.search(text)) and (month := _MONTHS.get(found[1].lower(), 0)):
        day, year = int(found[2]), int(found[3])
    elif found := _DOTTED.search(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        if month > 12 or (not day_first and day <= 12 and "/" in found[0]):
            day, month = month, day
    if not month or found is None:
        return None
    clock = _CLOCK.search(text, found.end())
    if clock is None:
        return _when(origin, year, month, day)
    hour = int(clock[1])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3][0] in "pP" else 0)
    zone = _ZONE.search(text, clock.end())
    return _when(origin, year, month, day, hour, clock[2], 0, zone[1] if zone else None)


def _when(  # noqa: PLR0917 (year to zone, in the order of a date)
    origin: Origin,
    year: str | int,
    month: str | int,
    day: str | int,
    hour: str | int | None = None,
    minute: str | int = 0,
    second: str | int | None = 0,
    zone: str | None = None,
) -> PublisherTime | None:
    try:
        value = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    if zone:
        offset = _offset(zone)
        if offset is None:
            return None
        value = value.replace(tzinfo=offset)
    return _checked(value, Precision.DAY if hour is None else Precision.TIME, origin)


def _offset(zone: str) -> timezone | None:
    if zone.lower() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[zone.lower()]))
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _checked(value: datetime, precision: Precision, origin: Origin) -> PublisherTime | None:
    if value.year < _MIN_YEAR:
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return PublisherTime(value=value, precision=precision, origin=origin)
