"""Where an entry leads: which of its links is its page, against which base, and which are enclosures; asks nobody."""

import re
from collections.abc import Iterable, Iterator, Sequence

from worker.core.feeds.notes import NotedLink, NotedMedia, Notes
from worker.core.text.language import subtag
from worker.core.text.plain import plain_title, unescape
from worker.core.urls import Tracking, canonical_url, same_site
from worker.models import Enclosure

_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?:", re.IGNORECASE)
# Glued by content systems: one slash, or three, which browsers read as two (WHATWG URL, 4.4); another scheme before it;
# no colon.
_SLASHES = re.compile(r"^(?:https?:?/+(?=https?:?//))?(https?):?/+(?=[^/])", re.IGNORECASE)
_NO_COLON = re.compile(r"https?//", re.IGNORECASE)
_SECOND = re.compile(r"[,;]?\s+https?://.*", re.IGNORECASE | re.DOTALL)
"""A further address behind the first."""
_ANCHOR = re.compile(r"\s*<a\s[^<>]*?\bhref\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE)
"""Markup in the place of the address that it holds."""
_HOST = re.compile(r"https?://([^/?#]+)", re.IGNORECASE)
_PATH_WORD = re.compile(r"[\w-]{3,}")
"""Behind a host without a slash: news.example.orgblog. Shorter ones make another host: example.co, example.com."""
_TWICE = re.compile(r"(https?://[^/?#\s]+)/?(?=https?://)(?=\1(?:[/?#]|$))", re.IGNORECASE)
"""A site that a template put before an address that was whole."""
_OWN_MACHINE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?=[/?#]|$)", re.IGNORECASE)
"""Where whoever built the site looked at it before it went out."""
_AROUND = ' \t\r\n\f\v\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff"<>'
"""Characters that show nothing, quotes and brackets: they came along when somebody pasted the address."""
_AMPERSAND = re.compile(r"&(?:amp;|#0*38;)+", re.IGNORECASE)
"""Escaped once more than XML wants it, as in CDATA."""
_HOME = re.compile(r"https?://[^/?#]+/")
_REFERENCE = re.compile(r"&#(?:\d{2,4}|x[0-9a-f]{2,4});", re.IGNORECASE)
_BREAK = re.compile(r"\s*[\r\n]\s*")
# A home page without its scheme, where a file beside the feed would have no dots but one before its kind.
_BARE_SITE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?!(?:html?|php\d?|aspx?|jsp|xml|rss|cgi|pl|md|txt|json|atom|rdf)(?:[/?#]|$))"
    r"[a-z]{2,24}/?",
    re.IGNORECASE,
)
# A host without its scheme is no path beside the feed.
_BARE_HOST = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?=[/?#]|$)", re.IGNORECASE)
# What content systems print where they have no address. Anything else without a scheme is a relative reference.
_NOTHING = re.compile(r"n/?a|none|null|nil|undefined|unknown|false|true|nan|tb[ad]|-+|#+|\?+|\.+|/{2,}", re.IGNORECASE)


def page_link(notes: Notes, *, base: str, language: str | None, tracking: Tracking) -> tuple[str | None, str]:
    """(canonical address, fragment) of the page that an entry is about; (None, '') when it links nowhere.

    `base` is what relative links are relative to where no xml:base stands; `language` is that of entry or feed.
    """
    home: tuple[str, str] | None = None
    for link in _candidates(notes, language):
        address = web_address(link.href, base=link.base, document=base, tracking=tracking)
        if address is None:
            continue
        found = address, link.href.partition("#")[2].strip()
        if home is None and not _HOME.fullmatch(address):
            return found
        # of a site that links its front page from each entry, a GUID may name the page
        if home is not None and not _HOME.fullmatch(address) and same_site(address, home[0]):
            return found
        home = home or found
    return home or (None, "")


def _candidates(notes: Notes, language: str | None) -> Iterator[NotedLink]:
    if notes.origin is not None:
        yield notes.origin
    yield from notes.pages
    yield from sorted(
        (link for link in notes.links if link.rel == "alternate"),
        key=lambda link: (link.type not in _PAGE_TYPES, not (language and subtag(link.language) == language)),
    )
    if notes.elsewhere is not None:
        yield notes.elsewhere
    if notes.permalink is not None and (
        _WEB.match(notes.permalink.href) or (notes.said_permalink and notes.permalink.href.startswith("/"))
    ):
        yield notes.permalink
    for relation in ("canonical", "self"):  # of an entry that has nothing else
        yield from (link for link in notes.links if link.rel == relation and link.type in _PAGE_TYPES)


def names_nothing(guid: str) -> bool:
    """Whether it is what content systems print where they have none."""
    return _NOTHING.fullmatch(guid) is not None


def page_of_name(guid: object, *, base: str, tracking: Tracking) -> str | None:
    """The page of an entry of which nothing is said but a title and a GUID, where that is an address, whatever it says
    of being a permalink: without a page or a text there is no news to take.
    """
    if not isinstance(guid, str) or not _WEB.match(guid):
        return None
    return web_address(guid, document=base, tracking=tracking)


def web_address(href: str, *, base: str | None = None, document: str, tracking: Tracking) -> str | None:
    """The canonical address that a printed link means; None for what is none ("N/A", "at://…", a sentence)."""
    text = _AMPERSAND.sub("&", _pasted(href))
    if "&#" in text:
        text = _REFERENCE.sub(lambda found: unescape(found[0]), text)
    if _NO_COLON.match(text):
        text = _SLASHES.sub(r"\1://", text)
    if not text or (_SCHEME.match(text) and not _WEB.match(text)):
        return None
    if _WEB.match(text):
        text = _at_site(_SLASHES.sub(r"\1://", _BREAK.sub("", text)), document)
    elif _NOTHING.fullmatch(text) or any(map(str.isspace, text)):
        return None
    elif _BARE_HOST.match(text) or text.lower().startswith(f"{_host(document)}/"):
        text = f"{document.partition('//')[0]}//{text}"
    root = document
    if base:
        root = canonical_url(base, base=document, tracking=AS_IS) or document
    return canonical_url(text, base=root, tracking=tracking)


def _at_site(text: str, document: str) -> str:
    """An address whose template had the site twice, the machine of whoever built it in its place, or no slash."""
    if "http" in text[8:]:
        text = _SECOND.sub("", _TWICE.sub("", text))
    host = _host(document)
    if text.partition("://")[2].startswith(f"{host}/"):
        return text
    if not _OWN_MACHINE.match(document):
        text = _OWN_MACHINE.sub("", text) or "/"
    glued = _HOST.match(text)
    if glued and glued[1].lower().startswith(host) and _PATH_WORD.fullmatch(glued[1], len(host)):
        text = f"{text[: glued.start(1) + len(host)]}/{text[glued.start(1) + len(host) :]}"
    return text


AS_IS = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())


def _pasted(href: str) -> str:
    anchor = _ANCHOR.match(href) if "href" in href else None
    text = (anchor[1] if anchor else href).strip(_AROUND)
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return text.strip(f"{_AROUND}'") if text.startswith("'") else text  # one may end an address: "…/wiki/Rock_'n'"


def document_base(notes: Notes, *, url: str, of_channel: bool) -> str:
    """What relative links of a document from `url` are relative to.

    RSS says nothing of relative links; the profile of the RSS Advisory Board and the readers in use take the channel's
    link. Atom's are relative to xml:base or to the document (RFC 4287, 2).
    """
    site = site_link(notes, url=url)
    return site if site is not None and of_channel else relative_to(site, url=url)


def relative_to(site: str | None, *, url: str) -> str:
    """What links are relative to that stand in a feed from `url` of a site: the feed, or the site where another host
    serves the feed, which is how hosted ones look; beside such a feed lie no pages.
    """
    return site if site is not None and _host(site) != _host(url) else url


def site_link(notes: Notes, *, url: str, tracking: Tracking = AS_IS) -> str | None:
    """The home page that a feed names."""
    for link in (*notes.pages, *(one for one in notes.links if one.rel == "alternate" and one.type in _PAGE_TYPES)):
        href = _pasted(link.href)
        if _BARE_SITE.fullmatch(href):
            href = f"{url.partition('//')[0]}//{href}"
        address = web_address(href, base=link.base, document=url, tracking=tracking)
        if address is not None:
            return address
    return None


def _host(url: str) -> str:
    return url.split("/", 3)[2].lower()


def hubs(notes: Notes, *, url: str) -> tuple[str, ...]:
    """Who pushes the feed (WebSub, 4), as its document says."""
    return _related(notes, "hub", url=url)


def self_link(notes: Notes, *, url: str) -> str | None:
    """The address that the feed gives itself."""
    return next(iter(_related(notes, "self", url=url)), None)


def _related(notes: Notes, relation: str, *, url: str) -> tuple[str, ...]:
    found = (
        web_address(link.href, base=link.base, document=url, tracking=AS_IS)
        for link in notes.links
        if link.rel == relation
    )
    return tuple(filter(None, found))


def older_page(notes: Notes, *, url: str) -> str | None:
    """Where the entries before these stand: an archive (RFC 5005, 4) or the next page of the feed (3)."""
    found = next(iter((*_related(notes, "prev-archive", url=url), *_related(notes, "next", url=url))), None)
    return found if found != url else None


def enclosures(notes: Notes, *, base: str, tracking: Tracking) -> tuple[Enclosure, ...]:
    """Sounds, films and pictures of an entry, each address once, with what is said of them."""
    found: dict[str, Enclosure] = {}
    said: Sequence[NotedMedia | NotedLink] = (*notes.media, *_enclosed(notes.links))
    for one in said:
        href = one.url if isinstance(one, NotedMedia) else one.href
        address = web_address(href, base=one.base, document=base, tracking=tracking)
        if address is None:
            continue
        words = one if isinstance(one, NotedMedia) else None
        found.setdefault(
            address,
            Enclosure(
                url=address,
                type=one.type.strip().lower() or None,
                title=_words(words.title) if words else None,
                caption=_words(words.caption) if words else None,
                credit=_words(words.credit) if words else None,
            ),
        )
    return tuple(found.values())


def _enclosed(links: Iterable[NotedLink]) -> list[NotedLink]:
    return [link for link in links if link.rel == "enclosure"]


def _words(text: str) -> str | None:
    return plain_title(text)[:2000] or None
