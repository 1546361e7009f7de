"""Where a page says its title: its headings without the lines around them, and what its head and marks declare."""

import re
from collections.abc import Iterator, Mapping

from worker.core.extract.jsonld import LinkedData
from worker.core.extract.microdata import Microdata
from worker.core.extract.scan import Scan
from worker.core.fields import titles
from worker.core.fields.candidates import Candidate
from worker.models import Origin

_METAS = (
    *("twitter:title", "dc.title", "title", "headline", "dc:title", "dcterms.title", "parsely-title", "citation_title"),
)
_MAX_PIECES = 12
"""Texts between the tags of a heading; one of more is no heading but a teaser."""
_LONGEST = 20_000
_LONGEST_LINE = 250
_MORE = 10
"""Characters of signs that a printed title may have more or fewer."""
_RANKS = frozenset(("h1", "h2", "h3", "h4"))
_BESIDE = re.compile(
    r"kicker|over-?line|top-?line|roof-?line|dachzeile|spitzmarke|eyebrow|(?:top|super|pre|over|sur|sub)-?_?(?:title|titel|"
    r"titre|headline|head)\b|ante-?t[ií]tulo|ressort|categor|rubri[ck]|section|tag-?line|badge|hidden|sr-only|"
    r"screen-?reader|aural|invisible|date|byline|author|posted|meta\b|ticker-label",
    re.IGNORECASE,
)
"""Names of what stands over, under or beside the headline inside its heading."""
_KICKER = re.compile(
    r"kicker|over-?line|top-?line|roof-?line|dachzeile|spitzmarke|eyebrow|ante-?t[ií]tulo|topic-?label", re.IGNORECASE
)
"""Those of them that are never the headline's own, even where the newsroom shares both as one line."""
_HOME = re.compile(r"(?:https?:)?//[^/?#]+/?|/|\./?|/?index\.(?:html?|php)")
"""The address of a site's front page."""
_HEADLINE = re.compile(r"(?:^|[\s_-])(?:headline|title|titel|titulo|titre|hed)(?=$|\s|--)", re.IGNORECASE)


def title_candidates(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata
) -> list[Candidate]:
    """Headings, then what is declared in order of trust."""
    shared = titles.key(metas.get("og:title", [""])[0])
    # The heading that leads home is the site's name; where it is the only one, it may be the title of a front page.
    own_headings = [index for index in scan.headings if not _leads_home(scan, index)] or scan.headings
    found = [
        Candidate(texts=(own,), origin=Origin.H1, pieces=pieces)
        for own, pieces in (_heading(scan, index, shared, titles.key(linked.headline or "")) for index in own_headings)
        if own
    ]
    named = next((metas[name][0] for name in _METAS if name in metas), None)
    if linked.headline:
        found.append(Candidate(texts=(linked.headline,), origin=Origin.JSONLD, declared=linked.news))
    declared = (
        (Origin.META, metas.get("og:title", [None])[0]),
        (Origin.META, named),
        (Origin.HTML, inline.first("headline")),
        (Origin.HTML_TITLE, " ".join(scan.head_title[:_LONGEST].split())),
        (Origin.JSONLD, linked.alternative),
    )
    found += [Candidate(texts=(text,), origin=origin) for origin, text in declared if text]
    return found


def headline_block(scan: Scan, title: str | None) -> int:
    """The block in which the title is printed: of an h1 if one is it, else where a line is, else the first h1.

    Many sites put their name into an h1 over it all, and many a blog has none.
    """
    wanted = titles.key(title or "")
    first = scan.elements.block[scan.headings[0]] if scan.headings else 0
    if not wanted:
        return first
    for index in scan.headings[:_MAX_PIECES]:
        if wanted in titles.key(scan.text_of(index)):
            return scan.elements.block[index]
    lengths = range(len(title or "") - _MORE, len(title or "") + _MORE)
    lines = enumerate(scan.blocks.texts)
    same = [place for place, text in lines if len(text) in lengths and titles.key(text) == wanted]
    # A trail of links names the page above its headline, a list of what is new below it.
    ranked = [place for place in same if scan.elements.tags[scan.blocks[place].element] in _RANKS]
    return next(iter(ranked or same), first)


def headlines(scan: Scan) -> Iterator[str]:
    """The lines that stand as headings of the second rank and below, or that a name marks as a title."""
    tags = scan.elements.tags
    marked = set(scan.marked.named_title)
    for text, element in zip(scan.blocks.texts, scan.blocks.elements, strict=True):
        if len(text) <= _LONGEST_LINE and (tags[element] in _RANKS or element in marked):
            yield text


def printed_titles(scan: Scan, metas: Mapping[str, list[str]]) -> tuple[str, ...]:
    """What a reader or a search engine sees as the page's title."""
    headings = (scan.text_of(index) for index in scan.headings[:_MAX_PIECES])
    shared = (metas[name][0] for name in ("og:title", "twitter:title") if name in metas)
    return tuple(filter(None, (" ".join(scan.head_title[:_LONGEST].split()), *shared, *headings)))


def _heading(scan: Scan, index: int, shared: str, headline: str) -> tuple[str, tuple[str, ...]]:
    """A heading's own text, and its pieces; all of it where the newsroom's `headline` begins with all of it.

    Where all of it is what the newsroom shares, only what is a kicker by its name goes (both as keys).
    """
    element = scan.elements[index]
    whole = scan.text_between(element)
    if not whole or element.last - element.first == 1 or headline.startswith(titles.key(whole)):
        return whole, ()
    all_shared = titles.key(whole) in shared
    beside: set[int] = set()
    named: set[int] = set()
    for child in _inside(scan, index):
        tag, attributes = scan.elements.tags[child], scan.elements.attributes[child]
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        texts = range(scan.elements.first[child], scan.elements.last[child])
        if _KICKER.search(names) or (not all_shared and (tag in {"small", "time"} or _BESIDE.search(names))):
            beside.update(texts)
        elif _HEADLINE.search(names) and not all_shared:
            named.update(texts)
    kept = [piece for piece in range(element.first, element.last) if piece not in beside]
    kept = [piece for piece in kept if piece in named] or kept
    pieces = [scan.pieces[piece] for piece in kept]
    own = " ".join("".join(pieces).split()).strip(" |•·").lstrip(":–- ")
    if not any(map(str.isalnum, own)):
        return whole, ()
    parts = tuple(piece for piece in pieces if piece.strip())
    return own, parts if 1 < len(parts) <= _MAX_PIECES else ()


def _leads_home(scan: Scan, index: int) -> bool:
    """Whether a heading is a link to the front page."""
    inside = [scan.elements.attributes[child] for child in _inside(scan, index) if scan.elements.tags[child] == "a"]
    return any(_HOME.fullmatch(attributes.get("href", "").strip()) for attributes in inside)


def _inside(scan: Scan, index: int) -> Iterator[int]:
    """The elements in a heading, as many as one has."""
    elements = scan.elements
    for child in range(index + 1, min(index + 1 + _MAX_PIECES, len(elements.tags))):
        if elements.parents[child] < index or elements.first[child] >= elements.last[index]:
            return
        yield child
