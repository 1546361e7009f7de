"""What a page says about its article beside the text: sources are ranked, and which one spoke is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from worker.core.extract import publication
from worker.core.extract.access import declared_access
from worker.core.extract.author_candidates import author_candidates
from worker.core.extract.bylines import find_bylines, shown_byline
from worker.core.extract.day_candidates import Reader, day_candidates, declared_changes
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.links import absolute
from worker.core.extract.main_entity import PageClues
from worker.core.extract.microdata import Microdata, read_microdata
from worker.core.extract.scan import Scan
from worker.core.extract.title_candidates import (
    headline_block,
    headlines,
    printed_titles,
    title_candidates,
)
from worker.core.fields import authors, titles
from worker.core.fields.dates import country_of, doubtful, parse_date
from worker.core.text import language
from worker.models import Access, Label, Origin, PublisherTime

_LANGUAGE_METAS = ("og:locale", "content-language", "language", "dc.language", "dcterms.language", "citation_language")
_AMERICAN = frozenset({"en-us", "en_us"})
_MAX_TAGS = 20
"""Links to topics that are read: more of them are a cloud of all the site's topics."""
_MAX_CONTENT = 20_000
"""Characters read of a meta tag."""


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


def read_head(scan: Scan, *, url: str | None) -> tuple[dict[str, list[str]], PageClues]:
    """The meta tags by name, and by what the page's own JSON-LD can be told from another story's."""
    metas = _metas(scan)
    declared = (next((link["href"] for link in scan.links if _is_canonical(link)), None), _first(metas, "og:url"))
    joined = (one if one.startswith("http") else absolute(url, one) for one in declared if one)
    addresses = tuple(filter(None, (url, *joined)))
    return metas, PageClues(addresses=addresses, titles=printed_titles(scan, metas))


def _is_canonical(link: Mapping[str, str]) -> bool:
    return "canonical" in link.get("rel", "").lower().split() and "href" in link


def extract_metadata(
    scan: Scan,
    metas: Mapping[str, list[str]],
    linked: LinkedData,
    clues: PageClues,
    *,
    url: str | None,
    now: datetime | None = None,
) -> Metadata:
    """The metadata of one page; `url` is the address that answered, and settles relative links.

    A publication in the future of `now`, when it was fetched, is doubted, and the next source is asked.
    """
    canonical = _canonical(scan, metas, linked, url)
    host = (urlsplit(canonical).hostname or "").removeprefix("www.") if canonical else ""
    site = _first(metas, "og:site_name", "application-name") or linked.site
    inline = read_microdata(scan, clues.titles)
    title, title_origin = titles.choose(
        title_candidates(scan, metas, linked, inline), lambda: tuple(headlines(scan)), site=site, host=host
    )
    top = headline_block(scan, title)
    names, names_origin = authors.choose(
        author_candidates(metas, linked, inline),
        lambda: shown_byline(scan, top),
        find_bylines(scan, inline, title, top),
        site=site,
        host=host,
    )
    read = _reader(scan, metas, linked, canonical or url)
    days = day_candidates(read, scan, metas, linked, inline, url=canonical or url, top=top)
    published, doubted = publication.choose(days, now=now)
    modified = _modified(read, metas, linked, inline, now=now)
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
        title=titles.unescaped(title) if title else None,
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
        access=declared_access(scan, metas, linked, inline),
        origins=tuple((field, origin) for field, origin in origins if origin),
    )


def _metas(scan: Scan) -> dict[str, list[str]]:
    """Contents of the meta tags by lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for attributes in scan.metas:
        # Copies of pages that went through Mercury have `value`, which browsers ignore and readers of such copies know.
        content = " ".join((attributes.get("content") or attributes.get("value", ""))[:_MAX_CONTENT].split())
        if content:
            for kind in ("property", "name", "http-equiv"):
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


def _modified(
    read: Reader, metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata, *, now: datetime | None
) -> PublisherTime | None:
    for origin, text in declared_changes(metas, linked, inline):
        when = read(text, origin=origin)
        if when and not doubtful(when, now=now):
            return when
    return None


def _reader(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, url: str | None) -> Reader:
    """`parse_date` with the language and country of the page."""
    tags = [tag for tag in (scan.language, linked.language, _first(metas, *_LANGUAGE_METAS)) if tag]
    country = country_of(url)
    base = language.subtag(tags[0]) if tags else None
    # A page that calls itself `en` in one place and en-US in another is American, unless its domain says otherwise.
    american = base == "en" and country is None and any(tag.lower() in _AMERICAN for tag in tags)
    return partial(parse_date, language=tags[0] if tags else None, country="US" if american else country)


def _labels(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData) -> Iterator[Label]:
    seen: set[str] = set()
    offers = [
        (Origin.JSONLD, list(linked.keywords)),
        (Origin.META, metas.get("article:tag", [])),
        (Origin.META, metas.get("news_keywords", [])),
    ]
    if not any(texts for _, texts in offers):
        offers.append((Origin.HTML, [scan.text_of(index) for index in scan.marked.tags[:_MAX_TAGS]]))
    if not any(texts for _, texts in offers):
        offers.append((Origin.META, metas.get("keywords", [])))
    for origin, texts in offers:
        for text in texts:
            for part in text.split(",") if "," in text else [text]:
                label = " ".join(part.split())
                if label and len(label) <= 100 and label.casefold() not in seen:
                    seen.add(label.casefold())
                    yield Label(text=label, origin=origin)
