"""Time zones as they are printed behind a clock → the zone, nothing printed, or something that is not understood.

What is not understood makes a time a day: read as UTC it would be hours off, and nobody could tell.
"""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from worker.core.fields.date_words import key

_MINUTES = {
    "acdt": 630, "acst": 570, "adt": -180, "aedt": 660, "aest": 600, "aft": 270, "akdt": -480, "akst": -540,
    "art": -180, "awst": 480, "azt": 240, "bot": -240, "brst": -120, "brt": -180, "btt": 360, "cat": 120, "cdt": -300,
    "cest": 120, "cet": 60, "clst": -180, "clt": -240, "cot": -300, "cst": -360, "eat": 180, "edt": -240, "eest": 180,
    "eet": 120, "est": -300, "fet": 180, "fjt": 720, "get": 240, "gft": -180, "gmt": 0, "gst": 240, "gyt": -240,
    "hdt": -540, "hkt": 480, "hst": -600, "ict": 420, "idt": 180, "irdt": 270, "irkt": 480, "irst": 210, "jst": 540,
    "kgt": 360, "krat": 420, "kst": 540, "magt": 660, "mdt": -360, "mesz": 120, "mest": 120, "met": 60, "mez": 60,
    "mmt": 390, "msd": 240, "msk": 180, "mst": -420, "mvt": 300, "myt": 480, "ndt": -150, "novt": 420, "npt": 345,
    "nst": -210, "nzdt": 780, "nzst": 720, "omst": 360, "orat": 300, "pdt": -420, "pet": -300, "pett": 720, "pgt": 600,
    "pht": 480, "phst": 480, "pkt": 300, "pst": -480, "samt": 240, "sast": 120, "sgt": 480, "slst": 330, "srt": -180,
    "tjt": 300, "tlt": 540, "tmt": 300, "trt": 180, "tst": 480, "ulat": 480, "ut": 0, "utc": 0, "uyt": -180,
    "uzt": 300, "vet": -240, "vlat": 600, "wat": 60, "wast": 120, "west": 60, "wesz": 60, "wet": 0, "wez": 0, "wib": 420,
    "wit": 540, "wita": 480, "yakt": 540, "yekt": 300, "z": 0, "zulu": 0,
    "мск": 180, "гринвич": 0, "تغ": 0, "غرینتش": 0, "جرینتش": 0, "گرینویچ": 0,
}  # fmt: skip
"""RFC 822 (section 5.1) fixes those of the United States; single letters but Z say nothing (RFC 5322, section 4.3)."""
_REGIONS = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "at": "America/Halifax", "akt": "America/Anchorage", "almt": "Asia/Almaty", "pyt": "America/Asuncion",
}  # fmt: skip
"""Names that stand for summer and winter time."""
_BY_PLACE: dict[str, dict[str, int | str]] = {
    "ist": {"IN": 330, "IL": 120, "IE": 60},
    "bst": {"GB": 60, "BD": 360},
    "cst": {"CN": 480, "TW": 480, "HK": 480, "MO": 480, "SG": 480, "CU": -300, "AU": 570},
    "ast": {"SA": 180, "KW": 180, "IQ": 180, "QA": 180, "BH": 180, "YE": 180, "CA": -240, "PR": -240, "TT": -240},
    "est": {"AU": 600},
    "edt": {"AU": 660},
    "pst": {"PH": 480, "PK": 300},
    "mst": {"MY": 480},
    "sst": {"SG": 480, "WS": -660, "AS": -660},
    "wst": {"AU": 480, "WS": 780},
    "amt": {"BR": -240, "AM": 240},
    "ect": {"EC": -300},
    "bdt": {"BD": 360, "BN": 480},
    "act": {"BR": -300, "AU": "Australia/Adelaide"},
    "et": {"AU": "Australia/Sydney"},
    "wt": {"AU": "Australia/Perth"},
    "at": {"CA": "America/Halifax"},
}
"""Names that several countries use, by country: elsewhere the table above, or they say nothing."""
_HOME = {
    "hi": "IN", "ta": "IN", "te": "IN", "kn": "IN", "ml": "IN", "mr": "IN", "gu": "IN", "pa": "IN", "or": "IN", "as": "IN",
    "he": "IL", "ga": "IE", "bn": "BD", "zh": "CN", "fil": "PH", "tl": "PH", "ms": "MY", "hy": "AM", "ar": "SA",
}  # fmt: skip
"""Where a language is at home, as far as zone names differ."""
_LONG = {
    "eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "atlantic": "at",
    "central european": "Europe/Berlin", "eastern european": "Europe/Athens", "western european": "Europe/Lisbon",
    "greenwich mean": "gmt", "coordinated universal": "utc", "universal": "utc", "moscow": "msk", "india": 330,
    "india standard": 330, "indian standard": 330, "japan": "jst", "japan standard": "jst", "korea": "kst", "beijing": 480,
    "hong kong": "hkt", "singapore": "sgt", "pakistan": "pkt", "israel": "Asia/Jerusalem", "jerusalem": "Asia/Jerusalem",
    "london": "Europe/London", "british summer": 60, "paris": "Europe/Paris", "berlin": "Europe/Berlin",
    "kyiv": "Europe/Kyiv", "istanbul": "trt", "tehran": "Asia/Tehran", "sydney": "Australia/Sydney", "gulf": "gst",
    "gulf standard": "gst", "east africa": "eat", "west africa": "wat", "south africa standard": "sast",
    "gmt": "gmt",
}  # fmt: skip
_PHRASE = re.compile(
    r"\W{0,3}(?:(" + "|".join(sorted(_LONG, key=len, reverse=True)) + r")(\s(?:standard|daylight|summer))?\stime\b"
    r"|(?:по|за)\s(москв|московск|ки[еї]в|київськ|минск|гринвич)|بتوقیت\s(غرینتش|جرینتش|گرینویچ|مکه|السعودیه)"
    r"|(北京|台北|臺北|東京|日本|한국|서울)\s?(?:時間|时间|시간)"
    r"|ora\sitaliana|hora\sde\s(brasilia|españa|espana)|(eastern|pacific)\b)"
)
_PLACES: dict[str, int | str] = {
    "москв": 180, "московск": 180, "киев": "Europe/Kyiv", "київ": "Europe/Kyiv", "київськ": "Europe/Kyiv", "киів": "Europe/Kyiv",
    "минск": 180, "гринвич": 0, "غرینتش": 0, "جرینتش": 0, "گرینویچ": 0, "مکه": 180, "السعودیه": 180,
    "北京": 480, "台北": 480, "臺北": 480, "東京": 540, "日本": 540, "한국": 540, "서울": 540, "brasilia": "America/Sao_Paulo",
    "espana": "Europe/Madrid",
}  # fmt: skip
_OF_TIME = re.compile(
    r"\btime\b|zeit\b|\bheure de\b|\bhora\b|\bora di\b|\btid\b|\btijd\b|\bczasu\b|времен|توقیت|به وقت|時間|时间|시간|\bsaati"
)
"""A word for time behind a clock: a zone is named, in a way that is not known here."""
_OF_TIME_WITHIN = 40

_PREFIXED = re.compile(r"\W{0,3}(?:gmt|utc?|z)\s?([+-])\s?(\d{1,2})(?:[:.]?(\d\d))?(?![\d:])")
_SIGNED = re.compile(r"\s{0,3}[(\[]?([+-])(\d\d?)(?::?(\d\d))?(?:z\b)?(?![\d:\w])(?!\.\d)")
_NAME = re.compile(r"\W{0,3}?([^\W\d_][\w.]*(?:/[\w+-]+)*)")
_SIGN = re.compile(r"\s?\+|-(?=[\w(])|\s-\d")
_CLOCK_WORDS = frozenset({
    "uhr", "h", "hs", "hrs", "hr", "hours", "heures", "horas", "ore", "klo", "kl", "น", "ч", "час", "часов", "год", "г", "г.",
    "godz", "o'clock", "बजे", "নাগাদ", "val", "saat", "pukul", "jam", "s", "m", "sec", "分", "秒", "時", "시", "분",
})  # fmt: skip
_MAX_OFFSET = (-12 * 60, 14 * 60)
"""Minutes: from Baker Island to Kiritimati."""


@dataclass(frozen=True, slots=True)
class Zone:
    """What is printed where a zone would stand."""

    zone: tzinfo | None
    understood: bool
    """False when something is printed there that may well change the time."""


NOTHING = Zone(None, understood=True)
UNKNOWN = Zone(None, understood=False)


def read_zone(
    printed: str, at: int, *, language: str | None, country: str | None, machine: bool, halved: bool
) -> Zone:
    """The zone that stands in a plain text behind a clock that ends at `at`.

    `machine` says that the whole text is a date, as in a feed: then any word there counts, else only what looks like a
    zone, and unless the day's half is known (`halved`) what may be a half of the day.
    """
    text = printed.lower()
    if len(text) != len(printed):
        printed = text
    for _ in range(3):
        if found := _PREFIXED.match(text, at) or _SIGNED.match(text, at):
            return _offset(found)
        if found := _PHRASE.match(text, at):
            return _phrase(found, country)
        if _SIGN.match(text, at):
            return UNKNOWN
        found = _NAME.match(printed, at)
        if found is None:
            return NOTHING
        name = found[1]
        short = key(name)
        if short in _CLOCK_WORDS:
            at = found.end()
            continue
        zone = _named(name, language, country)
        if zone is None:
            break
        if behind := _SIGNED.match(text, found.end()):
            return _offset(behind) if len(behind[0].strip()) > 3 else _beyond(zone, behind)
        return Zone(zone, understood=True)
    else:
        return NOTHING
    if _OF_TIME.search(text, at, at + _OF_TIME_WITHIN):
        return UNKNOWN
    return UNKNOWN if machine or _may_count(name, beside=found.start(1) - at <= 1 and not halved) else NOTHING


def _may_count(name: str, *, beside: bool) -> bool:
    """Whether a word on a page may be a zone or a half of the day: EST, or a small word right behind the clock.

    Chinese, Japanese and Korean write their half before it.
    """
    if "/" in name or (name.isascii() and name.isupper() and 2 <= len(name) <= 5):
        return True
    return beside and not name[0].isupper() and name[0] < "\u3040"


def _offset(found: re.Match[str]) -> Zone:
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if found[1] == "-":
        minutes = -minutes
    if not _MAX_OFFSET[0] <= minutes <= _MAX_OFFSET[1] or int(found[3] or 0) >= 60:
        return UNKNOWN
    return Zone(_fixed(minutes), understood=True)


def _beyond(zone: tzinfo, found: re.Match[str]) -> Zone:
    """MSK+2, as Russia counts its zones."""
    start = zone.utcoffset(None)
    if start is None:
        return UNKNOWN
    hours = int(found[2]) if found[1] == "+" else -int(found[2])
    return Zone(timezone(start + timedelta(hours=hours)), understood=abs(hours) <= 12)


def _phrase(found: re.Match[str], country: str | None) -> Zone:
    text = found[0]
    place = next((known for name, known in _PLACES.items() if name in text), None)
    name = found[1] or found[6]
    if place is None and name:
        place = _LONG[name]
        if isinstance(place, str) and len(place) == 2 and country not in {None, "US", "CA"}:
            return UNKNOWN
        half = (found[2] or "").strip()
        if half and isinstance(place, str) and len(place) == 2:
            place = place[0] + ("st" if half == "standard" else "dt")
    return UNKNOWN if place is None else Zone(_zone(place), understood=True)


def _named(name: str, language: str | None, country: str | None) -> tzinfo | None:
    first, *rest = name.split("/")
    if rest and (zone := _region(name)):
        return zone
    short = key(first)
    places = _BY_PLACE.get(short)
    if places:
        here = places.get(country or _HOME.get(language or "", ""))
        if here is not None:
            return _zone(here)
    if short in _REGIONS:
        return _zone(_REGIONS[short])
    return _fixed(_MINUTES[short]) if short in _MINUTES else None


def _zone(value: int | str) -> tzinfo:
    if isinstance(value, int):
        return _fixed(value)
    if value in _MINUTES:
        return _fixed(_MINUTES[value])
    zone = _region(_REGIONS.get(value, value))
    assert zone is not None, "the tables name zones that exist"
    return zone


def _fixed(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


@lru_cache(maxsize=1024)
def _region(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # KeyError: no such zone
        return None
