"""Time zones as they are printed behind a clock → the zone, nothing printed, or something that is not understood.

What is not understood makes a time a day: read as UTC it would be hours off, and nobody could tell.
"""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from worker.core.fields.date_words import key, plain
from worker.core.fields.days import Hints

_MINUTES = {
    "acdt": 630, "acst": 570, "adt": -180, "aedt": 660, "aest": 600, "aft": 270, "akdt": -480, "akst": -540, "art":
    -180, "awst": 480, "azt": 240, "bot": -240, "brst": -120, "brt": -180, "btt": 360, "cat": 120, "cdt": -300,
    "cest": 120, "cet": 60, "clst": -180, "clt": -240, "cot": -300, "cst": -360, "eat": 180, "edt": -240, "eest":
    180, "eet": 120, "est": -300, "fet": 180, "fjt": 720, "get": 240, "gft": -180, "gmt": 0, "gst": 240, "gyt":
    -240, "hdt": -540, "hkt": 480, "hst": -600, "ict": 420, "idt": 180, "irdt": 270, "irkt": 480, "irst": 210,
    "jst": 540, "kgt": 360, "krat": 420, "kst": 540, "magt": 660, "mdt": -360, "mesz": 120, "mest": 120, "met": 60,
    "mez": 60, "mmt": 390, "msd": 240, "msk": 180, "mst": -420, "mvt": 300, "myt": 480, "ndt": -150, "novt": 420,
    "npt": 345, "nst": -210, "nzdt": 780, "nzst": 720, "omst": 360, "orat": 300, "pdt": -420, "pet": -300, "pett":
    720, "pgt": 600, "pht": 480, "phst": 480, "pkt": 300, "pst": -480, "samt": 240, "sast": 120, "sgt": 480, "slst":
    330, "srt": -180, "tjt": 300, "tlt": 540, "tmt": 300, "trt": 180, "tst": 480, "ulat": 480, "ut": 0, "utc": 0,
    "uyt": -180, "uzt": 300, "vet": -240, "vlat": 600, "wat": 60, "wast": 120, "west": 60, "wesz": 60, "wet": 0,
    "wez": 0, "wib": 420, "wit": 540, "wita": 480, "yakt": 540, "yekt": 300, "z": 0, "zulu": 0, "мск": 180,
    "tsi": 180, "hne": -300, "hae": -240, "hnc": -360, "hac": -300, "hnr": -420, "har": -360, "hnp": -480, "hap":
    -420, "hna": -240, "haa": -180, "hnt": -210, "hat": -150, "pkst": 360, "awdt": 540, "selc": 120,
    "гринвич": 0, "تغ": 0, "غرینتش": 0, "جرینتش": 0, "گرینویچ": 0,
}  # fmt: skip
"""RFC 822 (section 5.1) fixes those of the United States; single letters but Z say nothing (RFC 5322, section 4.3)."""
_REGIONS = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "at": "America/Halifax", "akt": "America/Anchorage", "est5edt": "America/New_York",
    "cst6cdt": "America/Chicago", "mst7mdt": "America/Denver", "pst8pdt": "America/Los_Angeles",
    "almt": "Asia/Almaty", "pyt": "America/Asuncion",
}  # fmt: skip
"""Names that stand for summer and winter time."""
_BY_PLACE: dict[str, dict[str, int | str]] = {
    "ist": {"IN": 330, "IL": 120, "IE": 60, "": 330},
    "bst": {"GB": 60, "BD": 360, "": 60},
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
"""Names that several countries use, by country: elsewhere the table above, or they say nothing.

Where no country is told IST is India's and BST Britain's: so it was on all ten of 2,164 gold pages that print one.
"""
_HOME = {
    "hi": "IN", "ta": "IN", "te": "IN", "kn": "IN", "ml": "IN", "mr": "IN", "gu": "IN", "pa": "IN", "or": "IN",
    "he": "IL", "ga": "IE", "bn": "BD", "zh": "CN", "fil": "PH", "tl": "PH", "ms": "MY", "hy": "AM", "ar": "SA",
}  # fmt: skip
"""Where a language is at home, as far as zone names differ."""
_ENGLISH: dict[str, int | str] = {
    "central european": "Europe/Berlin", "eastern european": "Europe/Athens", "western european": "Europe/Lisbon",
    "w. europe": "Europe/Berlin", "romance": "Europe/Paris", "central europe": "Europe/Budapest", "greenwich mean": 0,
    "coordinated universal": 0, "universal": 0, "gmt": 0, "utc": 0, "moscow": 180, "russian": 180, "india": 330,
    "indian": 330, "japan": 540, "tokyo": 540, "korea": 540, "korean": 540, "china": 480, "beijing": 480,
    "hong kong": 480, "taipei": 480, "singapore": 480, "philippine": 480, "malaysia": 480, "indochina": 420,
    "se asia": 420, "western indonesia": 420, "west indonesia": 420, "central indonesia": 480,
    "eastern indonesia": 540, "pakistan": 300, "bangladesh": 360, "nepal": 345, "israel": "Asia/Jerusalem",
    "jerusalem": "Asia/Jerusalem", "london": "Europe/London", "british": "Europe/London", "irish": "Europe/Dublin",
    "paris": "Europe/Paris", "berlin": "Europe/Berlin", "gulf": 240, "kyiv": "Europe/Kyiv", "fle": "Europe/Kyiv",
    "gtb": "Europe/Athens", "istanbul": 180, "turkey": 180, "tehran": 210, "iran": 210, "arab": 180, "arabian": 180,
    "sydney": "Australia/Sydney", "east africa": 180, "west africa": 60, "central africa": 120, "south africa": 120,
    "egypt": "Africa/Cairo", "australian eastern": "Australia/Sydney", "aus eastern": "Australia/Sydney",
    "australian central": "Australia/Adelaide", "australian western": 480, "new zealand": "Pacific/Auckland",
    "brasilia": -180, "argentina": -180, "colombia": -300, "peru": -300, "atlantic": "America/Halifax",
    "alaska": "America/Anchorage", "alaskan": "America/Anchorage", "hawaii": -600, "hawaiian": -600,
}  # fmt: skip
_AMERICAN = {"eastern": "e", "central": "c", "mountain": "m", "pacific": "p"}
_SAID: dict[str, int | str] = {
    "по москв": 180, "по московск": 180, "по минск": 180, "по киев": "Europe/Kyiv", "за києв": "Europe/Kyiv",
    "за київськ": "Europe/Kyiv", "по гринвич": 0, "за гринвіч": 0, "بتوقيت غرينتش": 0, "بتوقيت جرينتش": 0,
    "به وقت گرینویچ": 0, "بتوقيت مكة": 180, "بتوقيت السعودية": 180, "بتوقيت بغداد": 180,
    "بتوقيت القاهرة": "Africa/Cairo", "بتوقيت دبي": 240, "بتوقيت الإمارات": 240, "به وقت تهران": 210,
    "به وقت کابل": 270, "北京时间": 480, "北京時間": 480, "台北時間": 480, "臺北時間": 480, "香港時間": 480,
    "日本時間": 540,
    "한국시간": 540, "한국 시간": 540,
    "hora de brasília": -180, "horário de brasília": -180,
    "hora peninsular": "Europe/Madrid", "hora del este": "America/New_York", "hora de colombia": -300,
    "hora de argentina": -180, "hora argentina": -180, "hora de chile": "America/Santiago",
    "hora de ciudad de méxico": -360, "hora del centro de méxico": -360, "heure de paris": "Europe/Paris",
    "ora italiana": "Europe/Rome",
}  # fmt: skip
"""How newsrooms name their own time, by its first letters."""
_LONG = {plain(said).lower(): value for said, value in _SAID.items()}
_PHRASE = re.compile(
    rf"\W{{0,3}}(?:(?P<said>{'|'.join(map(re.escape, _LONG))})"
    rf"|(?P<english>{'|'.join(map(re.escape, sorted(_ENGLISH, key=len, reverse=True)))})"
    r"(?:\s(?:standard|daylight|summer))?\stime\b"
    rf"|(?P<american>{'|'.join(_AMERICAN)})\b(?:\s(?P<half>standard|daylight)\b)?"
    r"(?!\s\w+\s(?:\w+\s)?time\b)(?:\stime\b)?)"
)
_OF_TIME = re.compile(
    r"\btime\b|zeit\b|\bheure de\b|\bhora\b|\bora di\b|\btid\b|\btijd\b|\bczasu\b|времен|часом|توقیت|به وقت|時間|时间"
    r"|시간|\bsaati|標準時|표준시|\bgio chuan\b|(?:standaard|standard|normal)(?:zeit|tid|tijd|aika)\b|\bheure normale\b"
    r"|\bora standard\b|\bhorario padrao\b|стандартно време|стандартний час"
)
"""A word for time behind a clock: a zone is named, in a way that is not known here."""
_OF_TIME_WITHIN = 40

_PREFIXED = re.compile(r"\W{0,3}(?:gmt|utc?|z)\s?([+-])\s?(\d{1,2})(?:[:.]?(\d\d))?(?![\d:])")
_SIGNED = re.compile(r"[\s,]{0,3}[(\[]?([+-])(?:\s(?=\d{4}(?!\d)))?(\d\d?)(?::?(\d\d))?(?:z\b)?(?![\d:\w])(?!\.\d)")
_NAME = re.compile(r"[\s(\[,]{0,3}([^\W\d_][\w.\u0900-\u0dff]*(?:/[\w+-]+)*)")  # vowel signs of India are no \w
_SIGN = re.compile(r"\s?\+|-(?=[\w(])|\s-\d")
_CLOCK_WORDS = frozenset({
    "uhr", "h", "hs", "hrs", "hr", "hours", "heures", "horas", "ore", "klo", "kl", "น", "ч", "час", "часов", "год",
    "г", "godz", "uur", "o'clock", "बजे", "বাজে", "নাগাদ", "সময", "वाजता", "વાગ્યે", "ਵਜੇ", "auer", "val", "saat",
    "pukul", "jam", "s", "m", "sec", "分", "秒", "時", "시", "분",
})  # fmt: skip
_SMALL = frozenset({"gmt", "utc", "edt", "cdt", "mdt", "pdt", "pst", "cet", "cest", "bst", "msk", "wib", "wita", "z"})
"""Zones that are no words in small letters."""
_EAST_ASIAN = "\u3040"
"""From where on no word is a zone or a half of the day: Chinese, Japanese and Korean write those before the clock."""
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


def read_zone(printed: str, at: int, hints: Hints, *, machine: bool, halved: bool) -> Zone:
    """The zone that stands in a plain text behind a clock that ends at `at`.

    `machine` says that the whole text is a date, as in a feed: then any word there counts, else only what looks like a
    zone, and unless the day's half is known (`halved`) what may be a half of the day.
    """
    text = printed.lower()
    while (found := _NAME.match(printed, at)) and key(found[1]) in _CLOCK_WORDS:
        at = found.end()
    if offset := _PREFIXED.match(text, at) or _SIGNED.match(text, at):
        return _offset(offset)
    if phrase := _PHRASE.match(text, at):
        return _phrase(phrase, hints.country)
    if _SIGN.match(text, at):
        return UNKNOWN
    if found is None:
        return NOTHING
    zone = _named(found[1], hints) if machine or _is_a_name(found[1]) else None
    if zone is not None:
        behind = _SIGNED.match(text, found.end())
        return (
            Zone(zone, understood=True) if behind is None else _offset(behind) if behind[3] else _beyond(zone, behind)
        )
    beside = found.start(1) - at <= 1 and not halved
    unclear = (
        (machine and found[1][0] < _EAST_ASIAN)
        or _OF_TIME.search(text, at, at + _OF_TIME_WITHIN)
        or _may_count(found[1], beside=beside)
    )
    return UNKNOWN if unclear else NOTHING


def _is_a_name(name: str) -> bool:
    """Whether a word on a page can name a zone: "at", "est" and "West" are words, "ET" is none."""
    return name.isupper() or not name.isascii() or "/" in name or name in _SMALL


def _may_count(name: str, *, beside: bool) -> bool:
    """Whether a word on a page may be a zone or a half of the day: EST, or a small word right behind the clock."""
    if "/" in name or (name.isascii() and name.isupper() and (beside or 2 <= len(name) <= 5)):
        return True
    return beside and not name[0].isupper() and name[0] < _EAST_ASIAN


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
    if said := found["said"]:
        return Zone(_zone(_LONG[said]), understood=True)
    if english := found["english"]:
        return Zone(_zone(_ENGLISH[english]), understood=True)
    if country not in {None, "US", "CA"}:  # Australia has an eastern time too
        return UNKNOWN
    half = {"standard": "s", "daylight": "d"}.get(found["half"], "")
    name = f"{_AMERICAN[found['american']]}{half}t"
    return Zone(_zone(_MINUTES[name] if half else _REGIONS[name]), understood=True)


def _named(name: str, hints: Hints) -> tzinfo | None:
    first, *rest = name.split("/")
    if rest and (zone := _region(name)):
        return zone
    short = key(first)
    places = _BY_PLACE.get(short)
    if places:
        here = places.get(hints.country or _HOME.get(hints.language or "", ""))
        if here is not None:
            return _zone(here)
    if short in _REGIONS:
        return _zone(_REGIONS[short])
    return _fixed(_MINUTES[short]) if short in _MINUTES else None


def _zone(value: int | str) -> tzinfo:
    if isinstance(value, int):
        return _fixed(value)
    zone = _region(value)
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
