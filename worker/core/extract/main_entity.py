"""Which node of a page's JSON-LD is its article: by address, type, place and headline; no other speaks for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from worker.core.extract.linked_graph import Graph, Node, Place, addresses, text, types
from worker.core.fields import titles

_ARTICLE = ("Article", "BlogPosting", "SocialMediaPosting", "ForumPosting", "Report")
"""How the types of articles end."""
_WRITTEN = ("Review", "Recipe", "HowTo")
"""What an author wrote too, but beside an article only describes what it is about."""
_PAGE = ("WebPage", "ItemPage", "AboutPage")
_TELLING = ("headline", "datePublished", "author", "articleBody", "description", "publisher")
_AGREES = 0.5
"""Share of words (F1) from which a headline is that of the page."""
_MAX_COMPARED = 300
"""Article nodes that are compared with the page; a front page lists under a hundred."""
_AMP = re.compile(r"(?:/amp|\.amp(?=\.html?$)|^/amp(?=/))")
_TRIVIAL = frozenset(("", "/index.html", "/index.php", "/index.htm", "/home", "/node", "/article"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PageClues:
    """What is known of a page before its JSON-LD is read."""

    addresses: tuple[str, ...] = ()
    """Where it answered, its canonical link, `og:url`."""
    titles: tuple[str, ...] = ()
    """`<title>`, `og:title`, headings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standing:
    """How a node stands to the page."""

    node: Node
    written: bool
    """A review or a recipe: speaks only where no article does."""
    same: bool
    """It gives the page's address."""
    elsewhere: bool
    """It gives another."""
    agrees: bool
    """Its headline is one of the page's titles."""
    place: Place
    richness: int

    @property
    def sure(self) -> bool:
        return self.same or self.agrees

    def order(self) -> tuple[bool, bool, Place, bool, int]:
        """The smallest is the article."""
        news = any("News" in kind for kind in types(self.node))
        return (self.written, self.elsewhere, self.place, not news, -self.richness)


def main_entity(graph: Graph, clues: PageClues) -> list[Node]:
    """The page's article as all its nodes tell it, the one that speaks first; none when none is sure."""
    standings = list(_standings(graph, clues))
    sure = sorted((one for one in standings if one.sure), key=_Standing.order)
    if not sure:
        lone = _unconfirmed([one for one in standings if not one.written], clues)
        return [lone] if lone else []
    best = sure[0]
    headline = titles.key(text(best.node.get("headline")) or "")
    return [
        best.node,
        *(
            one.node
            for one in sure[1:]
            if one.written == best.written
            and (one.same or titles.key(text(one.node.get("headline")) or "") == headline)
        ),
    ]


def _unconfirmed(articles: Sequence[_Standing], clues: PageClues) -> Node | None:
    """The article that speaks though neither address nor headline is the page's."""
    if not any(clues.titles):
        # A fragment has nothing to compare with.
        return max(articles, key=lambda one: one.richness).node if articles else None
    if len(articles) != 1 or (articles[0].elsewhere and text(articles[0].node.get("headline"))):
        return None
    return articles[0].node


def own_pages(graph: Graph, clues: PageClues) -> Iterator[Node]:
    """The nodes that describe the page itself."""
    for node, place in graph.nodes:
        if (
            place is not Place.FOREIGN
            and any(kind.endswith(_PAGE) for kind in types(node))
            and _is_here(node, clues.addresses)[0]
        ):
            yield node


def _standings(graph: Graph, clues: PageClues) -> Iterator[_Standing]:
    compared = 0
    for node, place in graph.nodes:
        kinds = types(node) if place is not Place.FOREIGN and len(node) > 1 else []
        article = any(kind.endswith(_ARTICLE) for kind in kinds)
        written = not article and any(kind.endswith(_WRITTEN) for kind in kinds)
        if not (article or written):
            continue
        compared += 1
        if compared > _MAX_COMPARED:
            return
        same, elsewhere = _is_here(node, clues.addresses)
        said = [head for key in ("headline", "name") if (head := text(node.get(key)))]
        agrees = any(titles.agreement(head, title) >= _AGREES for head in said for title in clues.titles)
        if (written or place is Place.LISTED) and not (same or (agrees and not elsewhere)):
            continue
        yield _Standing(
            node=node,
            written=written,
            same=same,
            elsewhere=elsewhere,
            agrees=agrees,
            place=place,
            richness=sum(key in node for key in _TELLING),
        )


def _is_here(node: Node, pages: Sequence[str]) -> tuple[bool, bool]:
    """Whether a node gives the page's address, and whether it gives another."""
    said = [*addresses(node.get("url")), *addresses(node.get("mainEntityOfPage"))]
    if any(same_page(one, page) for one in said for page in pages):
        return True, False
    if isinstance(name := node.get("@id"), str) and any(same_page(name, page) for page in pages if "/" in name):
        return True, False
    return False, any(_path(one) not in _TRIVIAL for one in said if "/" in one)


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are one page's: protocol, host prefix, fragment and campaign parameters aside."""
    left, right = _path(one), _path(other)
    if left != right:
        return False
    asked, given = (parse_qs(_query(address), max_num_fields=50) for address in (one, other))
    if left in _TRIVIAL:
        return bool(asked) and asked == given
    # /article.php?id=3 and /article.php?id=4 are two stories.
    return all(asked[key] == given[key] for key in asked.keys() & given.keys())


@lru_cache(maxsize=1 << 7)
def _path(address: str) -> str:
    """The path of an address as it is compared; '' for what cannot be read."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return _AMP.sub("", path.rstrip("/")).rstrip("/").casefold()


@lru_cache(maxsize=1 << 7)
def _query(address: str) -> str:
    try:
        query = urlsplit(address).query
    except ValueError:
        return ""
    return query if query.count("&") < 50 else ""
