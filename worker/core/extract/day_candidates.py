"""The days that a page gives its article, each with all that says it; decides nothing.

What is declared and what stands by the headline is read first; the rest of the page only where that says nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntFlag
from functools import partial

from worker.core.extract.foreign import is_foreign
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.microdata import Microdata
from worker.core.extract.printed_dates import (
    NEAR,
    Printed,
    called_published,
    called_updated,
    lines_near,
    printed_day,
    printed_elsewhere,
)
from worker.core.extract.scan import Scan
from worker.models import Origin, PublisherTime

Reader = Callable[..., PublisherTime | None]
"""`parse_date` with the language and country of the page."""

_PROTOCOL = ("article:published_time", "og:article:published_time", "article:published", "published_time")
_METAS = (
    *_PROTOCOL,
    *("datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publishdate", "publish-date"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.created", "dcterms.date"),
    *("publication_date", "dc.date.created", "created", "release_date", "timestamp", "dcterms.issued", "dc:date"),
    *("dcterms:created", "dc:date.created", "dc:date.issued", "citation_date", "citation_online_date"),
)
_MODIFIED_METAS = (
    *("article:modified_time", "og:updated_time", "last-modified", "datemodified", "article:modified"),
    *("og:article:modified_time", "dcterms.modified", "dc.date.modified"),
)
_NAMED = re.compile(r"publi(?:sh|cation|c_?date)(?!er)|pub[-_.]?(?:date|time|day)|date[-_.]?publi", re.IGNORECASE)
"""How other meta tags call the publication: right in 42 of 43 on the development pages."""
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])/([0-3]\d)(?=[/_-]|$)"
    r"|/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-]([0-3]?\d)(?=[/_-]|$)"
    r"|/((?:19|20)\d\d)/(0[1-9]|1[0-2])([0-3]\d)(?=/)"
    r"|[/_-]((?:19|20)\d\d)[-_](0[1-9]|1[0-2])[-_]([0-3]\d)(?=[/_.?-]|$)"
)
"""/2024/05/03/, /202405/03/, /2024/0503/, -2024-05-03-"""
_URL_DIGITS = re.compile(r"[/_-][a-z]?((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?=[/_.-]|$)")
"""/20240503/, t20240503_17: of ten such numbers two were others."""
_STAMPS = 20
"""Marked dates far from the headline that are read: of more, most are other stories'."""
_UPDATE_NAME = re.compile(r"updat|modif|edited|aktualis|revis", re.IGNORECASE)
_FOR_SCRIPTS = (
    *(
        "data-datetime",
        "data-timestamp",
        "data-time",
        "data-date",
        "data-utime",
        "data-ts",
        "data-unixtime",
        "data-epoch",
    ),
    *("data-published", "data-published-at", "data-publish-date", "data-pubdate", "data-created", "title"),
)
"""Attributes of a marked date in which its time stands where its text says how long ago it was."""
_LABEL = 120
"""Characters of a line in which a mark is called one of an update."""


class Source(IntFlag):
    """Who says a day."""

    LINKED = 1
    """The article's node of the JSON-LD, as `datePublished`."""
    PROTOCOL = 2
    """A meta tag that can mean nothing but the publication."""
    META = 4
    """Another meta tag."""
    MICRODATA = 8
    PAGE_NODE = 16
    """The node of the page itself in the JSON-LD."""
    MODIFIED = 32
    """Whatever declares the last change."""
    TIME = 64
    """A `<time>` by the headline."""
    MARKED = 128
    """An element by the headline whose names call it a date."""
    ADDRESS = 256
    LINE = 512
    """A line by the headline."""
    OPENING = 1024
    """The words with which the text opens."""
    UPDATED = 2048
    """A line or an element that calls it the day of an update."""
    FAR = 4096
    """A marked element anywhere."""
    LABELLED = 8192
    """A line anywhere that calls it the publication."""
    ALONE = 16384
    """The only day that the page prints."""
    MENTION = 32768
    """A sentence by the headline, or what stands there of other stories and readers: it may tell of any day."""


DECLARED = int(Source.LINKED | Source.PROTOCOL | Source.META | Source.MICRODATA)
"""Who names the publication itself, for machines."""
NEARBY = int(Source.TIME | Source.MARKED | Source.LINE | Source.OPENING)
"""Where a reader sees the day beside the headline."""
_PLAIN = frozenset((Source.TIME, Source.MARKED, Source.LINE))
SHOWN = NEARBY | int(Source.ADDRESS)


_PRINTED = {Printed.LINE: Source.LINE, Printed.SENTENCE: Source.MENTION, Printed.OPENING: Source.OPENING}


@dataclass(slots=True)
class DayCandidate:
    """A day, and what says it."""

    when: PublisherTime
    """As the best source has it."""
    sources: int
    """Bits of `Source`; plain numbers, for the operators of flags are slow."""


def day_candidates(
    read: Reader,
    scan: Scan,
    metas: Mapping[str, list[str]],
    linked: LinkedData,
    inline: Microdata,
    *,
    url: str | None,
    top: int,
) -> dict[date, DayCandidate]:
    """The days, best source first; block `top` prints the headline. None of which only changes are declared."""
    found: dict[date, DayCandidate] = {}
    for source, when in _declared(read, metas, linked, inline):
        _add(found, source, when)
    _add(found, Source.ADDRESS, _in_address(read, _URL_DATE, url))
    best = next(iter(found.values()), None)
    declared = best is not None and bool(best.sources & DECLARED)
    for source, when in () if _settled(best) else _by_the_headline(read, scan, inline, top, above=not declared):
        _add(found, source, when)
        # What is declared and shown is right; of what is only shown the first is, unless it is an update.
        if _settled(best) or (when and not declared and source in _PLAIN):
            break
    if not _settled(best):
        _add(found, Source.PAGE_NODE, read(linked.page_published, origin=Origin.JSONLD))
    if not found:
        found = next(filter(None, _elsewhere(read, scan, inline, url)), {})
    if len(found) > 1:
        for origin, text in declared_changes(metas, linked, inline):
            changed = read(text, origin=origin)
            if changed and (one := found.get(changed.value.date())):
                one.sources |= int(Source.MODIFIED)
    return found


def declared_changes(
    metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata
) -> Iterator[tuple[Origin, str]]:
    """What declares the last change, best first."""
    if linked.modified:
        yield Origin.JSONLD, linked.modified
    named = next((metas[name][0] for name in _MODIFIED_METAS if name in metas), None) or inline.first("datemodified")
    if named:
        yield Origin.META, named


def _add(found: dict[date, DayCandidate], source: int, when: PublisherTime | None) -> None:
    if when:
        found.setdefault(when.value.date(), DayCandidate(when, 0)).sources |= int(source)


def _declared(
    read: Reader, metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata
) -> Iterator[tuple[int, PublisherTime | None]]:
    first = read(linked.published, origin=Origin.JSONLD)
    yield Source.LINKED, first
    known = {linked.published: first}
    for name in _METAS:
        if name in metas:
            text = metas[name][0]
            if known.get(text) is None:  # one string in several tags is one date
                known[text] = read(text, origin=Origin.META)
            yield Source.PROTOCOL if name in _PROTOCOL else Source.META, known[text]
    inline_when = read(inline.first("datepublished", "datecreated"), origin=Origin.HTML)
    yield Source.MICRODATA, inline_when
    if not inline_when and not any(known.values()):
        for name in filter(_NAMED.search, metas):
            yield Source.META, read(metas[name][0], origin=Origin.META)


def _in_address(read: Reader, pattern: re.Pattern[str], url: str | None) -> PublisherTime | None:
    found = pattern.search(url or "")
    return read("-".join(filter(None, found.groups())), origin=Origin.URL) if found else None


def _settled(best: DayCandidate | None) -> bool:
    """Whether the first of the days is declared and shown: no other can be right then."""
    return best is not None and bool(best.sources & DECLARED and best.sources & SHOWN)


def _by_the_headline(
    read: Reader, scan: Scan, inline: Microdata, top: int, *, above: bool
) -> Iterator[tuple[int, PublisherTime | None]]:
    """What is marked as a date there, then what is printed."""
    block_of = scan.elements.block
    tags = scan.elements.tags
    near = [index for index in scan.marked.dates if top - NEAR <= block_of[index] <= top + NEAR]
    for index in sorted(near, key=lambda index: (tags[index] != "time", abs(block_of[index] - top))):
        if index not in inline.elsewhere:
            kind = Source.TIME if tags[index] == "time" else Source.MARKED
            if when := _stamp(read, scan, index):
                kind = Source.MENTION if is_foreign(scan, index, top) else kind
                yield kind | (Source.UPDATED if _is_update(scan, index) else 0), when
    for block, line, form in lines_near(scan, top, above=above):
        when, updated = printed_day(line, partial(read, origin=Origin.TEXT))
        if not when and form is Printed.LINE:
            # "Ann GreyDec 05, 20232 Shares": parts that only their style keeps apart.
            when, updated = printed_day(scan.block_apart(block), partial(read, origin=Origin.TEXT))
        kind = Source.MENTION if when and is_foreign(scan, block.element, top) else _PRINTED[form]
        yield kind | (Source.UPDATED if updated else 0), when


def _elsewhere(read: Reader, scan: Scan, inline: Microdata, url: str | None) -> Iterator[dict[date, DayCandidate]]:
    """The day of the first mark elsewhere on the page, if there is one; then of a label, then the only one printed."""
    far = [index for index in scan.marked.dates if index not in inline.elsewhere][:_STAMPS]
    far.sort(key=lambda index: _is_update(scan, index))
    yield _first_of(Source.FAR, (_stamp(read, scan, index) for index in far))
    labelled, alone = printed_elsewhere(scan, partial(read, origin=Origin.TEXT))
    yield _first_of(Source.LABELLED, labelled)
    yield _first_of(Source.ADDRESS, iter([_in_address(read, _URL_DIGITS, url)]))
    yield _first_of(Source.ALONE, alone)


def _first_of(source: Source, times: Iterator[PublisherTime | None]) -> dict[date, DayCandidate]:
    when = next(filter(None, times), None)
    return {when.value.date(): DayCandidate(when, int(source))} if when else {}


def _stamp(read: Reader, scan: Scan, index: int) -> PublisherTime | None:
    attributes = scan.elements.attributes[index]
    stamp = read(attributes.get("datetime") or attributes.get("content"), origin=Origin.HTML)
    shown = scan.text_of(index)
    # Some systems stamp the day of an update on the text "Published on ...".
    if stamp and not called_published(shown):
        return stamp
    printed = printed_day(shown, partial(read, origin=Origin.HTML))[0] or stamp
    # "2 hours ago": the script that writes it has the time from the element.
    others = (read(attributes.get(name), origin=Origin.HTML) for name in _FOR_SCRIPTS if name in attributes)
    return printed or next(filter(None, others), None)


def _is_update(scan: Scan, index: int) -> bool:
    """Whether an element is called the time of an update, by its own names or by the line in which it stands."""
    attributes = scan.elements.attributes[index]
    names = " ".join([attributes.get("class", ""), attributes.get("id", ""), attributes.get("itemprop", "")])
    if _UPDATE_NAME.search(names):
        return True
    place = scan.elements.block[index]
    return place < len(scan.blocks) and called_updated(scan.blocks[place].text[:_LABEL])
