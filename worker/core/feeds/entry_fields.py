"""The fields of an entry as feeds write them, made clean: dates, names, labels, addresses; never guesses."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from worker.core.feeds.links import names_nothing
from worker.core.fields import dates
from worker.core.text.characters import tidy
from worker.core.text.language import subtag
from worker.core.text.language_names import code_of
from worker.core.text.plain import plain_text, plain_title, unescape, without_controls
from worker.core.text.twice_encoded import read_once
from worker.models import Enclosure, Entry, Label, Origin, Precision, PublisherTime

MAX_GUID = 1024
"""Characters; a longer id is kept as its hash, as PostgreSQL indexes no value over 2,704 bytes."""
MAX_TITLE = 2000
FULL_TEXT = 1000
"""Characters from which a description is the article itself: editors' summaries and CMS excerpts stay below."""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})
"""ISO 639-2: undetermined, several, one without a code, none."""
_UNFILLED = re.compile(r"\{[^{}]*\}|<%")
"""What a template should have put a label for."""
MAX_EMPTY = 500
"""Characters up to which a content is looked at for being none: "<div> </div>" beside a description."""
_SHOWS = re.compile(r"<(?:img|picture|video|audio|iframe|embed|object)\b", re.IGNORECASE)
_SIGN = re.compile(r"&(?:amp|quot|apos|nbsp|hellip|[lr][sd]quo|[mn]dash|#\d{2,4}|#x[0-9a-f]{2,4});", re.IGNORECASE)
"""What is left of a sign that was escaped once more; of < and > the text may tell."""
# a section that was escaped once more
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
# How markup begins that passes for text, as it was escaped once more or its type was left out: nobody writes about tags
# without a word before.
_TAG_FIRST = re.compile(
    r"\s*<(?:p|div|br|img|a|span|figure|table|ul|ol|h[1-6]|blockquote|strong|em|b|i)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
TAG = re.compile(r"<[A-Za-z!/?]")
"""What markup has, at least one of: a text of its format without any is text, with references."""


def feed_time(text: object, *, tag: object = None, url: str = "") -> PublisherTime | None:
    """The time that a feed's date says; None when it says none that can be trusted.

    `tag` is the language that the feed declares, with its country (en-US), and `url` its address. feedparser's own
    dates are not used: what they do not understand they complete from the clock and the local zone.
    """
    if not isinstance(text, str):
        return None
    language = tag if isinstance(tag, str) else None
    return dates.parse_date(tidy(text[:1000]), origin=Origin.FEED, language=language, country=dates.country_of(url))


def as_first_seen(entry: Entry, seen: datetime) -> Entry:
    """The entry with a date that cannot be (next year, 1970) put to when it was first `seen` in a feed.

    Done each time it is read, as a feed that is wrong says its date anew at every poll.
    """
    published, modified = entry.published, entry.modified
    if published is not None and dates.doubtful(published, now=seen):
        published = PublisherTime(value=seen, precision=Precision.TIME, origin=Origin.FIRST_SEEN)
    if modified is not None and dates.doubtful(modified, now=max(seen, published.value) if published else seen):
        modified = None
    return replace(entry, published=published, modified=modified)


def feed_labels(terms: Iterable[object]) -> tuple[Label, ...]:
    """Categories, each once, as the feed prints them; addresses and numbers that a CMS uses as ids are none."""
    found: dict[str, Label] = {}
    for term in terms:
        text = plain_title(term[:1000]) if isinstance(term, str) else ""
        if (
            text
            and len(text) <= 200
            and not _UNFILLED.search(text)
            and not text.isdigit()
            and not text.startswith(("http:", "https:"))
        ):
            found.setdefault(text.casefold(), Label(text=text, origin=Origin.FEED))
    return tuple(found.values())


def make_entry(
    *,
    guid: object,
    address: str | None,
    fragment: str = "",
    title: object,
    authors: tuple[str, ...] = (),
    published: Sequence[object],
    modified: object,
    summary: object = None,
    content: object = None,
    summary_is_text: bool = False,
    content_is_text: bool = False,
    labels: Iterable[object] = (),
    language: str | None,
    enclosures: tuple[Enclosure, ...] = (),
    url: str = "",
    tag: object = None,
) -> Entry:
    """An entry from what a document holds in its place, of whatever type that is.

    `address` is that of its page, `fragment` the place on it; `url` is the feed's address and `tag` its language in
    full, by which dates are read. Of what it may be `published` by, the first that can be read counts. What is markup
    by the rules of its format and has none is text with references: its line breaks are the publisher's.
    """
    heading = title_of(title)
    markup, body = _markup(summary), _markup(content)
    summary_is_text = summary_is_text and not _is_markup_after_all(markup)
    content_is_text = content_is_text and not _is_markup_after_all(body)
    if len(body) <= MAX_EMPTY and not _SHOWS.search(body) and not plain_text(body):
        body = ""
    text = ""
    if markup and markup != body:
        text = tidy(markup) if summary_is_text else _shown(markup)
    if len(text) >= FULL_TEXT and not body:
        body, text, content_is_text = markup, "", summary_is_text
    if body and not content_is_text and not TAG.search(body):
        body, content_is_text = unescape(body), True
    tag = tag or language
    first = next(filter(None, (feed_time(one, tag=tag, url=url) for one in published)), None)
    later = feed_time(modified, tag=tag, url=url)
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


def _markup(text: object) -> str:
    markup = without_controls(text).strip() if isinstance(text, str) else ""
    markup = _CDATA.sub(r"\1", markup).strip() if "<![CDATA[" in markup else markup
    markup = markup.removesuffix("]]>").rstrip()
    if markup.startswith("&lt;") and not TAG.search(markup) and _TAG_FIRST.match(inner := unescape(markup)):
        return inner
    return markup


def _shown(markup: str) -> str:
    text = plain_text(markup)
    return tidy(_SIGN.sub(lambda found: unescape(found[0]), text)) if "&" in text else text


def _is_markup_after_all(text: str) -> bool:
    """Whether what Atom says is text is markup from end to end: many forget type="html"."""
    return text.endswith(">") and _TAG_FIRST.match(text) is not None


def _guid(guid: object, address: str | None, fragment: str, heading: str | None, text: str) -> str:
    name = tidy(guid) if isinstance(guid, str) else ""
    name = "" if names_nothing(name) else name
    if not name and address:
        # a live page's entries differ in the place on it alone
        name = f"{address.partition('#')[0]}#{fragment}" if fragment else address
    name = name or _hashed(f"{heading}\n{text}")
    return name if len(name) <= MAX_GUID else _hashed(name)


def _hashed(text: str) -> str:
    return f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def title_of(text: object) -> str | None:
    if not isinstance(text, str):
        return None
    section = _CDATA.fullmatch(text.strip())  # one that stands among words is what they are about
    if section is None and "<![CDATA[" not in text:
        text = text.rstrip().removesuffix("]]>")  # of a section that was ended twice
    return read_once(plain_title(section[1] if section else text))[:MAX_TITLE].strip() or None


def language_of(tag: object) -> str | None:
    """The language of a tag, or of its name: <language>German</language>."""
    if not isinstance(tag, str):
        return None
    code = subtag(tag) or code_of(tag.partition("(")[0])
    return None if code in _NO_LANGUAGE else code


def mappings(values: object) -> list[Mapping[str, object]]:
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
