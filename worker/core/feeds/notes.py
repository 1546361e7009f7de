"""What feedparser flattens, noted while a document is trimmed: links, people, media and their base; decides nothing.

feedparser takes names apart by a pattern that knows few mail domains (findings/feedparser-mail-domains.sh), lets
xml:base leak into what follows an element without one, resolves RSS links against the feed's own address, takes a
picture's words for the entry's, and never hands a feed's author to its entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from worker.core.text.plain import unescape

MAX_NOTES = 200
"""Of one kind in one entry: the longest author list seen in a real feed has 130 names, in as many elements."""
MAX_DATES = 3
"""Of one entry, under names that feedparser does not read."""
MAX_NOTE = 16_384
"""Bytes of a noted text: what is longer is no name, no address and no caption."""

_BASE = "http://www.w3.org/xml/1998/namespace base xml"
_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about rdf"
_NAMED = frozenset({"entry", "item", "feed", "channel", "source"})
"""Whose author an author is."""
_MEDIA = frozenset({"content", "thumbnail", "player"})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_START_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_PARTS = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<]++|<", re.DOTALL)


@dataclass(kw_only=True, slots=True)
class NotedLink:
    """A link as it is printed."""

    href: str
    base: str | None
    """xml:base where it stands, the whole chain; None where nothing gives one."""
    rel: str = "alternate"
    type: str = ""
    language: str = ""
    length: str = ""


@dataclass(kw_only=True, slots=True)
class NotedMedia:
    """A picture, sound or film of an entry, as Media RSS describes it."""

    url: str
    base: str | None
    type: str = ""
    title: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(slots=True)
class Notes:
    """Of one entry, or of what stands outside the entries."""

    authors: list[str] = field(default_factory=list)
    source_authors: list[str] = field(default_factory=list)
    """Of Atom's <source>: the feed that an entry was taken from (RFC 4287, 4.2.11)."""
    show_authors: list[str] = field(default_factory=list)
    """itunes:author: of a show or episode, where nothing else names anybody."""
    links: list[NotedLink] = field(default_factory=list)
    """Those with an address in `href`: Atom's, in RSS too, and enclosures as rel="enclosure"."""
    pages: list[NotedLink] = field(default_factory=list)
    """Those whose text is an address: RSS."""
    origin: NotedLink | None = None
    """feedburner:origLink: the page, where the link leads through a counter."""
    permalink: NotedLink | None = None
    """A GUID that says that it is an address (RSS without isPermaLink="false"), Atom's id, or RDF's about."""
    said_permalink: bool = False
    """isPermaLink="true" is printed: it may be relative."""
    elsewhere: NotedLink | None = None
    """Where the content stands that an Atom entry does not carry (RFC 4287, 4.1.3.2); <url> of home-made RSS."""
    media: list[NotedMedia] = field(default_factory=list)
    skip_hours: list[str] = field(default_factory=list)
    skip_days: list[str] = field(default_factory=list)
    """RSS skipHours and skipDays, as printed."""
    title: str = ""
    description: str = ""
    """What Media RSS, a podcast's tags or dc:title say in words of the entry itself."""
    dates: list[str] = field(default_factory=list)
    """Of publication, under names that feedparser does not read: dcterms:available, prism:publicationDate and kin."""


@dataclass(slots=True)
class _Open:
    local: str
    space: str
    attributes: dict[str, str]
    began: int
    base: str | None
    children: bool = False
    media: NotedMedia | None = None


@dataclass(slots=True)
class Collector:
    """Hears of every element outside of rich texts, in document order."""

    xml: bytes
    feed: Notes = field(default_factory=Notes)
    entries: list[Notes] = field(default_factory=list)
    path: list[_Open] = field(default_factory=list)
    entry_depth: int = 0
    """Length of `path` at the entry we are in, 0 outside."""

    def start(self, local: str, space: str, attributes: Sequence[str], at: int) -> None:
        """An element begins at byte `at`; `space` is '' for the feed's own words, else media, itunes, dublin or
        foreign.
        """
        pairs = dict(zip(map(str.lower, attributes[::2]), attributes[1::2], strict=True)) if attributes else {}
        base = self.path[-1].base if self.path else None
        if _BASE in pairs:
            base = _joined(base, pairs[_BASE])
        if self.path:
            self.path[-1].children = True
        opened = _Open(local, space, pairs, at, base)
        if space == "media" and local in _MEDIA and self.entry_depth:
            media = self._here().media
            opened.media = NotedMedia(
                url=pairs.get("url", ""), base=base, type=pairs.get("type") or pairs.get("medium", "") or local
            )
            if len(media) < MAX_NOTES:
                media.append(opened.media)
        self.path.append(opened)

    def begin_entry(self) -> None:
        """The element that has just begun is an entry that is kept."""
        one = self.path[-1]
        # RSS 1.0, 5.5: the address of the item; CDF has it in HREF
        about = one.attributes.get(_ABOUT) or one.attributes.get("href")
        self.entries.append(Notes(permalink=NotedLink(href=about, base=one.base) if about else None))
        self.entry_depth = len(self.path)

    def end(self, here: int) -> None:
        """The element that began last ends; its end tag stands at byte `here`."""
        one = self.path.pop()
        if len(self.path) < self.entry_depth:
            self.entry_depth = 0
            return
        if one.space == "media":
            self._media(one, here)
        elif one.space in {"itunes", "dublin"}:
            self._itunes(one, here)
        elif not one.space:
            self._own(one, here)

    def _here(self) -> Notes:
        return self.entries[-1] if self.entry_depth else self.feed

    def _own(self, one: _Open, here: int) -> None:
        match one.local:
            case "link":
                self._link(one, here)
            case "author" | "creator" | "name":
                self._person(one, here)
            case "hour" | "day" if not self.entry_depth and self.path and self.path[-1].local == f"skip{one.local}s":
                texts = self.feed.skip_hours if one.local == "hour" else self.feed.skip_days
                texts.append(self._text(one, here)[:20])
            case "enclosure":
                link = NotedLink(
                    href=one.attributes.get("url") or one.attributes.get("href") or self._text(one, here),
                    base=one.base,
                    rel="enclosure",
                    type=one.attributes.get("type", ""),
                    length=one.attributes.get("length", ""),
                )
                self._keep_link(link)
            case _ if self._of_entry():
                self._said(one, here)

    def _said(self, one: _Open, here: int) -> None:
        """What is said of the entry itself."""
        notes = self._here()
        match one.local:
            case "content" if one.attributes.get("src"):
                if one.attributes.get("type", "text/html").partition(";")[0] in _PAGES:
                    notes.elsewhere = NotedLink(href=one.attributes["src"], base=one.base)
            case "url" if notes.elsewhere is None:
                notes.elsewhere = NotedLink(href=self._text(one, here), base=one.base)
            case "guid" | "id" if _yes(one.attributes.get("ispermalink", "true")):
                notes.permalink = NotedLink(href=self._text(one, here), base=one.base)
                notes.said_permalink = "ispermalink" in one.attributes
            case "available" | "publicationdate" | "publishdate" | "datepublished" if len(notes.dates) < MAX_DATES:
                notes.dates.append(self._text(one, here)[:100])
            case "origlink":
                notes.origin = NotedLink(href=self._text(one, here), base=one.base)

    def _link(self, one: _Open, here: int) -> None:
        if not self._of_named():
            return
        relations = one.attributes.get("rel", "").rpartition("/")[2].lower().split() or ["alternate"]
        relation = "alternate" if "alternate" in relations else relations[0]
        if "href" in one.attributes or relation != "alternate":  # some print the address between the tags
            get = one.attributes.get
            link = NotedLink(
                href=get("href") or self._text(one, here),
                base=one.base,
                rel=relation,
                type=get("type", "").partition(";")[0].strip().lower(),
                language=get("hreflang", ""),
                length=get("length", ""),
            )
            self._keep_link(link)
        elif (text := self._text(one, here)) and len(self._here().pages) < MAX_NOTES:
            self._here().pages.append(NotedLink(href=text, base=one.base))

    def _keep_link(self, link: NotedLink) -> None:
        links = self._here().links
        if len(links) < MAX_NOTES:
            links.append(link)

    def _person(self, one: _Open, here: int) -> None:
        owner = self.path
        if one.local == "name":
            if not owner or owner[-1].local != "author":
                return
            owner = owner[:-1]
        elif one.children:
            return
        parent = owner[-1].local if owner else ""
        if parent not in _NAMED or not (text := self._text(one, here)):
            return
        notes = self._here()
        if parent == "source" and self.entry_depth:
            names = notes.source_authors
        elif not self.entry_depth and one.local != "name":
            return  # a channel's dc:creator is as a rule its software's account
        else:
            names = notes.authors
        if len(names) < MAX_NOTES:
            names.append(text)

    def _media(self, one: _Open, here: int) -> None:
        if one.local not in {"title", "description", "text", "credit"} or not self.entry_depth:
            return
        picture = next((above.media for above in reversed(self.path) if above.media), None)
        text = self._text(one, here)
        if picture is None:
            notes = self._here()
            if one.local in {"description", "text"}:
                notes.description = notes.description or text
            elif one.local == "title":
                notes.title = notes.title or text
            elif one.local == "credit" and notes.media:
                notes.media[-1].credit = notes.media[-1].credit or text
        elif one.local == "title":
            picture.title = picture.title or text
        elif one.local == "credit":
            picture.credit = picture.credit or text
        else:
            picture.caption = picture.caption or text

    def _itunes(self, one: _Open, here: int) -> None:
        if not self.entry_depth:
            return
        notes = self._here()
        if one.local == "title":
            notes.title = notes.title or self._text(one, here)
        elif one.local in {"summary", "subtitle"}:
            text = self._text(one, here)
            notes.description = max(notes.description, text, key=len)
        elif one.local == "author" and len(notes.show_authors) < MAX_NOTES:
            notes.show_authors.append(self._text(one, here))

    def _of_entry(self) -> bool:
        return bool(self.entry_depth) and len(self.path) == self.entry_depth

    def _of_named(self) -> bool:
        return self._of_entry() or (
            not self.entry_depth and bool(self.path) and self.path[-1].local in {"feed", "channel"}
        )

    def _text(self, one: _Open, here: int) -> str:
        tag = _START_TAG.match(self.xml, one.began)
        inner = self.xml[tag.end() : here] if tag else b""
        if one.children or len(inner) > MAX_NOTE:
            return ""
        if b"<" not in inner:
            return unescape(inner.decode()).strip()
        return "".join(
            part[9:].removesuffix("]]>") if part.startswith("<![CDATA[") else unescape(part)
            for part in map(bytes.decode, _PARTS.findall(inner))
        ).strip()


def _yes(text: str) -> bool:
    return text.strip().lower() not in {"false", "no", "0"}


def _joined(base: str | None, reference: str) -> str | None:
    """One xml:base inside another; what cannot be read gives none (W3C XML Base, section 4)."""
    try:
        return urljoin(base or "", reference.strip()) or base
    except ValueError:
        return base
