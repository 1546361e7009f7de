"""The fields of an entry as feeds write them, made clean: dates, names, labels, addresses; never guesses."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone

from worker.core.fields import dates
from worker.core.text.characters import tidy
from worker.core.text.language import subtag
from worker.core.text.plain import plain_text, plain_title, unescape, without_controls
from worker.models import Enclosure, Entry, Label, Origin, Precision, PublisherTime

MAX_GUID = 1024
"""Characters; a longer id is kept as its hash, as PostgreSQL indexes no value over 2,704 bytes."""
MAX_TITLE = 2000
FULL_TEXT = 1000
"""Characters from which a description is the article itself: editors' summaries and CMS excerpts stay below."""

_TAG = re.compile(r"<[A-Za-z!/?]")

_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T\s]+(?P<hour>\d\d?):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>Z|[A-Z]{2,5}|[+-]\d\d:?(?:\d\d)?)?)?",
    re.IGNORECASE,
)
# RFC 822 with what feeds make of it: any weekday or none, two-digit years, no seconds, halves of a day, named zones.
_RFC822 = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(?P<day>\d\d?)[\s-]+(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
    r"[\s-]+(?P<year>\d{4}|\d\d)(?:\s+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<half>[AP]M)?"
    r"\s*(?P<zone>[+-]\d\d:?(?:\d\d)?|[A-Z]{1,5})?)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ZONES = {
    "adt": -180, "ast": -240, "edt": -240, "est": -300, "cdt": -300, "cst": -360, "mdt": -360, "mst": -420, "pdt": -420,
    "pst": -480, "et": -300, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "ist": 330, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660,
}  # fmt: skip
"""Minutes; any other name is taken as UTC, which GMT, UT and Z are. IST is India's, which has most feeds."""
_EARLIEST, _LATEST = 1971, 2200
"""Years outside are a server's zero (0001-01-01, 1970-01-01) or a slip."""


def feed_time(text: object) -> PublisherTime | None:
    """The time that a feed's date says, in UTC where it names no zone; None when it says none that can be trusted.

    feedparser's own dates are not used: what they do not understand they complete from the clock and the local zone.
    """
    if not isinstance(text, str):
        return None
    text = tidy(text[:120])
    found = _ISO.fullmatch(text) or _RFC822.fullmatch(text)
    return _when(found) if found else dates.parse(text, origin=Origin.FEED)


def _when(found: re.Match[str]) -> PublisherTime | None:
    parts = found.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 70 else 1900
    hour = int(parts["hour"] or 0)
    if half := parts.get("half"):
        hour = hour % 12 + 12 * (half.lower() == "pm")
    try:
        month = int(parts["month"]) if "month" in parts else _MONTHS[parts["name"].lower()]
        # A leap second (or 24:00) is a real stamp that datetime cannot hold.
        value = datetime(year, month, int(parts["day"]), tzinfo=_zone(parts["zone"])) + timedelta(
            hours=hour, minutes=int(parts["minute"] or 0), seconds=int(parts["second"] or 0)
        )
        value = value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not _EARLIEST <= value.year <= _LATEST or hour > 24:
        return None
    if parts["hour"] is None:
        return PublisherTime(value=value, precision=Precision.DAY, origin=Origin.FEED)
    return PublisherTime(value=value, precision=Precision.TIME, origin=Origin.FEED)


def _zone(name: str | None) -> timezone:
    if not name or name[0] not in "+-":
        return timezone(timedelta(minutes=_ZONES.get((name or "").lower(), 0)))
    digits = name[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if name[0] == "-" else offset)


def feed_labels(terms: Iterable[object]) -> tuple[Label, ...]:
    """Categories, each once, as the feed prints them; addresses and numbers that a CMS uses as ids are none."""
    found: dict[str, Label] = {}
    for term in terms:
        text = plain_title(term[:1000]) if isinstance(term, str) else ""
        if text and len(text) <= 200 and not text.isdigit() and not text.startswith(("http:", "https:")):
            found.setdefault(text.casefold(), Label(text=text, origin=Origin.FEED))
    return tuple(found.values())


def make_entry(
    *,
    guid: object,
    address: str | None,
    fragment: str = "",
    title: object,
    authors: tuple[str, ...] = (),
    published: object,
    modified: object,
    summary: object = None,
    content: object = None,
    summary_is_text: bool = False,
    content_is_text: bool = False,
    labels: Iterable[object] = (),
    language: str | None,
    enclosures: tuple[Enclosure, ...] = (),
) -> Entry:
    """An entry from what a document holds in its place, of whatever type that is.

    `address` is that of its page, `fragment` the place on it. What is markup by the rules of its format and has none is
    text with references: its line breaks are the publisher's.
    """
    heading = title_of(title)
    markup = without_controls(summary).strip() if isinstance(summary, str) else ""
    body = without_controls(content).strip() if isinstance(content, str) else ""
    text = ""
    if markup and markup != body:
        text = tidy(markup) if summary_is_text else plain_text(markup)
    if len(text) >= FULL_TEXT and not body:
        body, text, content_is_text = markup, "", summary_is_text
    if body and not content_is_text and not _TAG.search(body):
        body, content_is_text = unescape(body), True
    first = feed_time(published)
    later = feed_time(modified)
    if first and later and later.value <= first.value:
        later = None
    return Entry(
        guid=_guid(guid, address, fragment, heading, text or body),
        url=address,
        title=heading,
        authors=authors,
        published=first,
        modified=later,
        summary=text or None,
        content=body or None,
        text_only=bool(body) and content_is_text,
        labels=feed_labels(labels),
        language=language,
        enclosures=enclosures,
    )


def _guid(guid: object, address: str | None, fragment: str, heading: str | None, text: str) -> str:
    name = tidy(guid) if isinstance(guid, str) else ""
    if not name and address:
        # a live page's entries differ in the place on it alone
        name = f"{address.partition('#')[0]}#{fragment}" if fragment else address
    name = name or _hashed(f"{heading}\n{text}")
    return name if len(name) <= MAX_GUID else _hashed(name)


def _hashed(text: str) -> str:
    return f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def title_of(text: object) -> str | None:
    return plain_title(text)[:MAX_TITLE].strip() or None if isinstance(text, str) else None


def language_of(tag: object) -> str | None:
    return subtag(tag) if isinstance(tag, str) else None


def mappings(values: object) -> list[Mapping[str, object]]:
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
