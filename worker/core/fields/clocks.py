"""The time of day as it is printed: 22:15, 10.15 pm, 22 h 15, 下午10時, klo 22.15; knows no zone."""

import re
from dataclasses import dataclass

from worker.core.fields.date_words import DateWords, Part, key

WITHIN = 30
"""Characters between a day and its clock: "Nov. 30, 2026, published at 10:15"."""

_FORMS = re.compile(
    r"(?<![\d.:/+])(?P<hour>\d{1,2})(?:"
    r":(?P<minute6>\d\d?):(?P<second6>\d\d?)(?![\d:.,])"
    r"|\s?:\s?(?P<minute>\d\d)(?:\s?[:.]\s?(?P<second>\d\d))?(?:[.,:]\d+)?(?![\d:])"
    r"|\s?(?:h|時|时|點|点|시|giờ|gio|uhr)\s?(?:(?P<minute1>\d\d?)\s?[分분](?:\s?\d\d?\s?[秒초])?"
    r"|(?:(?P<minute2>\d\d)\s?(?:min\b|m\b|phut\b)?(?:\s?\d\d\s?s\b)?)?(?![\w:]))"
    r"|\.(?P<minute3>\d\d)(?:\.(?P<second3>\d\d)(?:\.\d{3,9})?)?(?![\d.%:]|,\d)"
    r"|(?P<minute4>\d\d)(?=\s?(?:gmt|utc|hrs|hours)\b)"
    r"|(?<=t\d\d)(?P<minute5>\d\d)(?P<second5>\d\d)?(?=z|[+-]|$)"
    r"|(?=\s?(?:(?:de\sla|da|di|du)\s)?(?P<word>[^\s\d,:;/|()\[\]-]{1,20})))"
)
_WORD = re.compile(r"[^\s\d,:;/|()\[\]–—-]+")
_HOUR_WORDS = frozenset({"ч", "часов", "часа", "o'clock", "बजे", "ore", "น", "horas", "heures"})
_OF_A_YEAR = frozenset({"م", "ص"})
"""Stand behind a clock for a part of the day, and behind a year for its era: 2026 م."""
_LATER = re.compile(
    r"updat|aktuali|mis a jour|modifi|обновл|actuali|aggiorn|atuali|bijgew|oppdat|uppdat|opdat|güncel|更新|수정"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A printed time of day."""

    hour: int
    minute: int
    second: int
    start: int
    end: int

    @property
    def possible(self) -> bool:
        """Whether a day has it: 24:00 and leap seconds are (ISO 8601:2004, 4.2)."""
        return (
            (self.hour <= 23 or (self.hour, self.minute, self.second) == (24, 0, 0))
            and self.minute < 60
            and self.second <= 60
        )


def clock_after(text: str, at: int, words: DateWords) -> Clock | None:
    """The clock of the day that ends at `at` in a plain lower-case text."""
    if text.startswith(":", at):  # as servers log: 30/Nov/2026:10:15:00
        text = f"{text[:at]} {text[at + 1 :]}"
    for found in _FORMS.finditer(text, at, min(len(text), at + WITHIN + 12)):
        between = text[at : found.start()]
        if len(between) > WITHIN or any(map(str.isdigit, between)):
            return None
        if (clock := _clock(found, words)) is not None:
            return None if _LATER.search(between) else clock
    return None


def clock_before(text: str, end: int, words: DateWords) -> Clock | None:
    """The clock that stands before the day that begins at `end`, as in "10:15 AM ET, Nov 30, 2026"."""
    last = None
    for found in _FORMS.finditer(text, max(0, end - 2 * WITHIN), end):
        clock = _clock(found, words)
        if clock is not None and clock.possible:
            last = clock
    if last is None or any(map(str.isdigit, text[last.end : end])) or end - last.end > WITHIN:
        return None
    return last


def _clock(found: re.Match[str], words: DateWords) -> Clock | None:
    if word := found["word"]:
        if part_of(word, words) is None and key(word) not in _HOUR_WORDS:
            return None
        return Clock(int(found["hour"]), 0, 0, found.start(), found.end())
    minute = next(filter(None, (found[f"minute{form}"] for form in ("", *"123456"))), 0)
    second = found["second"] or found["second3"] or found["second5"] or found["second6"] or 0
    return Clock(int(found["hour"]), int(minute), int(second), found.start(), found.end())


def part_of(word: str, words: DateWords) -> Part | None:
    """The part of the day that a word names."""
    return words.hours.get(key(word))


def part_around(text: str, clock: Clock, start: int, words: DateWords) -> tuple[Part | None, int]:
    """The part of the day that is printed behind or before a clock, and where what stands behind it begins."""
    behind = list(_WORD.finditer(text, clock.end, min(len(text), clock.end + 2 * WITHIN)))[:4]
    for skipped in (0, 1):  # "5 बजे शाम", "10:15 Uhr abends"
        for count in (3, 2, 1):
            group = behind[skipped : skipped + count]
            if len(group) == count and group[0].start() - clock.end <= 8:
                name = key(text[group[0].start() : group[-1].end()])
                part = words.hours.get(name) or words.hours.get(" ".join(key(found[0]) for found in group))
                if part is None and name in {"a m", "p m"}:
                    part = "am" if name[0] == "a" else "pm"
                if part is not None:
                    return part, group[-1].end()
    before = [key(found[0]) for found in _WORD.finditer(text, max(start, clock.start - WITHIN), clock.start)]
    for count in (2, 1):
        name = " ".join(before[-count:]) if len(before) >= count else ""
        if name not in _OF_A_YEAR and (part := words.hours.get(name)):
            return part, clock.end
    return None, clock.end


def hour_of(hour: int, part: Part | None) -> int | None:
    """The hour of 24 that "10 in the evening" is; None when that can be two, or none."""
    if part is None:
        return hour
    if hour > 12:
        return hour if part != "am" else None
    if part == "am":
        return hour % 12
    if part == "pm" or (part == "noon" and hour < 10):
        return hour % 12 + 12
    if part == "noon":
        return hour
    if part == "evening":
        return hour + 12 if 4 <= hour < 12 else None
    return None if hour == 12 else hour + 12 if hour >= 6 else hour
