"""What a page says about its article beside the text: sources are ranked, and which one spoke is recorded."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from worker.core.extract import bylines
from worker.core.extract.class_hints import ClassHint
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.links import absolute
from worker.core.extract.scan import Scan
from worker.core.fields import authors, titles
from worker.core.fields.dates import country_of, doubtful, parse_date
from worker.core.text import language
from worker.models import Access, AccessKind, Label, Origin, PublisherTime

_AUTHOR_METAS = (
    *("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author", "cxenseparse:author"),
    *("citation_author", "article:author_name", "authors"),
)
_DATE_METAS = (
    *("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued"),
    *("pubdate", "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("dcterms.created", "dcterms.date", "article:published", "published_time", "publication_date", "dc.date.created"),
    *("created", "release_date", "timestamp"),
)
_LANGUAGE_METAS = ("og:locale", "content-language", "language", "dc.language")
_AMERICAN = frozenset({"en-us", "en_us"})
_WRITTEN_BY = re.compile(
    r"(?:written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|napisane przez"
    r"|skrevet av|skrevet af|skriven av|kirjoittanut|yazan|автор|написано)",
    re.IGNORECASE,
)
_NEAR = 12
"""Blocks around the headline among which its date is printed."""
_DATE_LINE = 120
_MAX_TAGS = 20
"""Links to topics that are read: more of them are a cloud of all the site's topics."""
_MAX_CONTENT = 20_000
"""Characters read of a meta tag."""
_TIERS = {"free": AccessKind.FREE, "metered": AccessKind.METERED, "locked": AccessKind.SUBSCRIPTION}
"""What `article:content_tier` says."""
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-]([0-3]?\d)(?=[/_-]|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """Everything that `Extraction` holds beside the blocks."""

    title: str | None
    summary: str | None
    authors: tuple[str, ...]
    published: PublisherTime | None
    modified: PublisherTime | None
    declared_language: str | None
    canonical_url: str | None
    section: str | None
    site: str | None
    pictures: tuple[tuple[str, str | None, str | None], ...]
    """(url, caption, credit) of the pictures that JSON-LD and the meta tags name, lead first."""
    labels: tuple[Label, ...]
    access: Access
    origins: tuple[tuple[str, Origin], ...]


def extract_metadata(scan: Scan, linked: LinkedData, *, url: str | None, now: datetime | None = None) -> Metadata:
    """The metadata of one page; `url` is the address that answered, and settles relative links.

    A publication in the future of `now`, when it was fetched, is doubted, and the next source is asked.
    """
    metas = _metas(scan)
    canonical = _canonical(scan, metas, linked, url)
    host = (urlsplit(canonical).hostname or "").removeprefix("www.") if canonical else ""
    site = _first(metas, "og:site_name", "application-name") or linked.site
    title, title_origin = _title(scan, metas, linked, site=site, host=host)
    names, names_origin = _authors(scan, metas, linked, site)
    published, doubted = _published(scan, metas, linked, canonical or url, now=now)
    modified = _modified(scan, metas, linked, canonical or url, now=now)
    summary = linked.description or _first(metas, "og:description", "description", "twitter:description")
    labels = tuple(_labels(scan, metas, linked))
    origins = (
        ("title", title_origin),
        ("authors", names_origin),
        ("published", published.origin if published else None),
        ("published_doubted", doubted),
        ("summary", Origin.JSONLD if linked.description else Origin.META if summary else None),
    )
    return Metadata(
        title=title,
        summary=summary,
        authors=names,
        published=published,
        modified=modified,
        declared_language=_language(scan, metas, linked),
        canonical_url=canonical,
        section=linked.section or _first(metas, "article:section", "section"),
        site=site,
        pictures=(*((address, None, None) for address in metas.get("og:image", ())[:1]), *linked.images),
        labels=labels,
        access=_access(metas, linked),
        origins=tuple((field, origin) for field, origin in origins if origin),
    )


def _title(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, *, site: str | None, host: str
) -> tuple[str | None, Origin | None]:
    shared = _first(metas, "og:title") or ""
    if linked.headline and linked.news:
        # A newsroom's headline that is said twice is the title, even where the page prints another line for search.
        headline = titles.without_site(linked.headline, site, host)
        again = (titles.without_site(text, site, host) for text in (shared, linked.alternative or ""))
        if titles.key(headline) in map(titles.key, again):
            return headline, Origin.JSONLD
    headings = [text for index in scan.headings if (text := scan.text_of(index))]
    declared = [
        (Origin.JSONLD, linked.headline or ""),
        (Origin.META, shared),
        (Origin.META, _first(metas, "twitter:title", "dc.title", "title", "headline") or ""),
    ]
    return titles.choose(headings, declared, " ".join(scan.head_title[:_MAX_CONTENT].split()), site=site, host=host)


def _metas(scan: Scan) -> dict[str, list[str]]:
    """Contents of the meta tags by lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for attributes in scan.metas:
        content = " ".join(attributes.get("content", "")[:_MAX_CONTENT].split())
        if content:
            for kind in ("property", "name", "itemprop", "http-equiv"):
                if name := attributes.get(kind):
                    found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(metas: Mapping[str, list[str]], *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _canonical(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None) -> str | None:
    declared = next((a.get("href") for a in scan.links if "canonical" in a.get("rel", "").lower().split()), None)
    for address in (declared, _first(metas, "og:url"), linked.url):
        if not address:
            continue
        joined = absolute(url, address)
        # A canonical link to the front page is a template's mistake; it would make all articles one.
        if joined and (urlsplit(joined).path.strip("/") or urlsplit(joined).query):
            return joined
    return absolute(None, url) if url else None


def _language(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData) -> str | None:
    said = (scan.language, linked.language, _first(metas, *_LANGUAGE_METAS))
    return next((tag for name in said if (tag := language.subtag(name))), None)


def _authors(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, site: str | None
) -> tuple[tuple[str, ...], Origin | None]:
    """The first source that names people; else the first that names anybody."""
    by_meta = [name for key in _AUTHOR_METAS for name in metas.get(key, ()) if not name.startswith(("http:", "https:"))]
    by_meta += _card(metas)
    nobody: tuple[tuple[str, ...], Origin | None] = ((), None)
    for origin, names in ((Origin.JSONLD, [name for _, name in linked.authors]), (Origin.META, by_meta)):
        people, others = authors.sort(names, site=site)
        if people:
            return people, origin
        if others and not nobody[0]:
            nobody = others, origin
    for sure, names in bylines.find_bylines(scan):
        people, others = authors.sort(names, site=site)
        # Where a newsroom signs, only an element that declares an author may name somebody else.
        if people and (sure or not nobody[0]):
            return people, Origin.HTML
    return nobody


def _card(metas: Mapping[str, list[str]]) -> Iterator[str]:
    """The authors in the labelled lines that WordPress adds for link previews: "Written by", then a name."""
    for number in ("1", "2"):
        label = _first(metas, f"twitter:label{number}") or ""
        if _WRITTEN_BY.match(label):
            yield from metas.get(f"twitter:data{number}", ())[:1]


def _published(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None, *, now: datetime | None
) -> tuple[PublisherTime | None, Origin | None]:
    """When it was published by the first source that can be right, and which one was passed over for it."""
    doubted = None
    for when in _dates(scan, metas, linked, url):
        if not doubtful(when, now=now):
            return when, doubted
        doubted = doubted or when.origin
    return None, doubted


def _modified(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None, *, now: datetime | None
) -> PublisherTime | None:
    named = _first(metas, "article:modified_time", "og:updated_time", "last-modified", "datemodified")
    read = _reader(scan, metas, linked, url)
    for origin, text in ((Origin.JSONLD, linked.modified), (Origin.META, named)):
        when = read(text, origin=origin)
        if when and not doubtful(when, now=now):
            return when
    return None


def _reader(
    scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None
) -> Callable[..., PublisherTime | None]:
    """`parse_date` with the language and country of the page."""
    tags = [tag for tag in (scan.language, linked.language, _first(metas, *_LANGUAGE_METAS)) if tag]
    country = country_of(url)
    base = language.subtag(tags[0]) if tags else None
    # A page that calls itself `en` in one place and en-US in another is American, unless its domain says otherwise.
    american = base == "en" and country is None and any(tag.lower() in _AMERICAN for tag in tags)
    return partial(parse_date, language=tags[0] if tags else None, country="US" if american else country)


def _dates(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None) -> Iterator[PublisherTime]:
    """The dates that the page gives its article, best source first."""
    read = _reader(scan, metas, linked, url)
    yield from filter(None, [read(linked.published, origin=Origin.JSONLD)])
    yield from filter(None, [read(_first(metas, *_DATE_METAS), origin=Origin.META)])
    top = scan.elements.block[scan.headings[0]] if scan.headings else 0
    stamped = [scan.elements[index] for index in scan.telling]
    # Other stories carry dates too: what stands by the headline comes first, and only a marked date counts elsewhere.
    near = [element for element in stamped if top - _NEAR <= element.block <= top + _NEAR]
    for element in (*near, *stamped):
        if element.tag == "time" or element.class_hints & ClassHint.DATE:
            stamp = element.attributes.get("datetime") or element.attributes.get("content")
            found = read(stamp, origin=Origin.HTML) or read(scan.text_between(element), origin=Origin.HTML)
            if found:
                yield found
    if in_url := _URL_DATE.search(url or ""):
        yield from filter(None, [read("-".join(in_url.groups()), origin=Origin.URL)])
    lines = (block.text for block in scan.blocks[max(top - _NEAR, 0) : top + _NEAR] if len(block.text) < _DATE_LINE)
    yield from filter(None, (read(line, origin=Origin.TEXT) for line in lines))


def _labels(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData) -> Iterator[Label]:
    seen: set[str] = set()
    offers = [
        (Origin.JSONLD, list(linked.keywords)),
        (Origin.META, metas.get("article:tag", [])),
        (Origin.META, metas.get("news_keywords", [])),
    ]
    if not any(texts for _, texts in offers):
        tagged = [i for i in scan.telling if "tag" in scan.elements[i].attributes.get("rel", "").lower().split()]
        offers.append((Origin.HTML, [scan.text_of(index) for index in tagged[:_MAX_TAGS]]))
    if not any(texts for _, texts in offers):
        offers.append((Origin.META, metas.get("keywords", [])))
    for origin, texts in offers:
        for text in texts:
            for part in text.split(",") if "," in text else [text]:
                label = " ".join(part.split())
                if label and len(label) <= 100 and label.casefold() not in seen:
                    seen.add(label.casefold())
                    yield Label(text=label, origin=origin)


def _access(metas: Mapping[str, list[str]], linked: LinkedData) -> Access:
    tier = _first(metas, "article:content_tier", "og:article:content_tier", "content_tier")
    if tier and tier.lower() in _TIERS:
        declared = _TIERS[tier.lower()]
        return Access(declared=declared, evidence=f"content_tier={tier}")
    if linked.free is not None:
        said = AccessKind.FREE if linked.free else AccessKind.SUBSCRIPTION
        return Access(declared=said, evidence=f"isAccessibleForFree={str(linked.free).lower()}")
    return Access()
