"""What a page's JSON-LD says about its article: the main entity and what belongs to it, nothing of another story."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.core.extract.linked_graph import Graph, Node, addresses, boolean, read_graph, text, texts, types
from worker.core.extract.main_entity import PageClues, main_entity, own_pages

_MAX_PEOPLE, _MAX_IMAGES = 50, 20
_LISTS = ("@list", "@set", "itemListElement", "item", "author")
"""Keys under which a list, a list item or a role (schema.org Role) holds the person."""
_COUNT = re.compile(r"[0-9]{1,9}")
"""Words of an article; longer numbers are no count, and int() refuses those of more than 4,300 digits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedData:
    """The article node of a page and what other nodes add to it."""

    headline: str | None = None
    alternative: str | None = None
    """`alternativeHeadline` or `name`."""
    description: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    """(type, name) of each author; the type is '' when the page gives a bare string."""
    published: str | None = None
    modified: str | None = None
    page_published: str | None = None
    """`datePublished` of the page itself, where no article speaks or it says none."""
    language: str | None = None
    url: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    site: str | None = None
    declared_text: str | None = None
    declared_lines: str | None = None
    """The same as it is broken into lines."""
    words: int | None = None
    """`wordCount`."""
    images: tuple[tuple[str, str | None, str | None], ...] = ()
    """(url, caption, credit)."""
    free: bool | None = None
    """`isAccessibleForFree`."""
    kind: str | None = None
    """The node's type."""

    @property
    def news(self) -> bool:
        """Whether it calls itself a news article."""
        return "News" in (self.kind or "")


NOTHING = LinkedData()


def parse_jsonld(scripts: Iterable[str], *, url: str | None, clues: PageClues | None = None) -> LinkedData:
    """The article that a page's `application/ld+json` scripts describe; `NOTHING` when there is none."""
    graph = read_graph(scripts)
    if not graph.nodes:
        return NOTHING
    clues = clues or PageClues(addresses=(url,) if url else ())
    told = main_entity(graph, clues)
    pages = list(own_pages(graph, clues))
    page_published = _when(pages, "datePublished")
    if not told:
        return LinkedData(page_published=page_published) if page_published else NOTHING
    return LinkedData(
        page_published=page_published,
        headline=_first(told, "headline"),
        alternative=_first(told, "alternativeHeadline") or _first(told, "name"),
        description=_first(told, "description"),
        authors=next(filter(None, (_people(one.get("author") or one.get("creator"), graph) for one in told)), ()),
        published=_when(told, "datePublished") or _when(told, "dateCreated"),
        modified=_when(told, "dateModified"),
        language=_first(told, "inLanguage"),
        url=next(iter(addresses(told[0].get("url") or told[0].get("mainEntityOfPage"))), None),
        section=next((section for one in told for section in texts(one.get("articleSection"))), None),
        keywords=next(filter(None, (tuple(texts(one.get("keywords"))) for one in told)), ()),
        site=next(
            (name for one in told for key in ("publisher", "isPartOf") if (name := _name(one.get(key), graph))), None
        ),
        declared_text=_first(told, "articleBody"),
        declared_lines=next((said for node in told if isinstance(said := node.get("articleBody"), str)), None),
        words=next((int(said) for node in told if _COUNT.fullmatch(said := str(node.get("wordCount")))), None),
        images=next(filter(None, (tuple(_images(one.get("image"), graph)) for one in told)), ()),
        free=_free(told, graph, pages),
        kind=next(iter(types(told[0])), None),
    )


def _first(nodes: Sequence[Node], key: str) -> str | None:
    return next((said for node in nodes if (said := text(node.get(key)))), None)


def _when(nodes: Sequence[Node], key: str) -> str | None:
    """The first text of a date, which may be a number too, of seconds or thousandths since 1970."""
    said = (node.get(key) for node in nodes)
    return next((when for one in said if (when := str(one) if type(one) is int else text(one))), None)


def _free(told: Sequence[Node], graph: Graph, pages: Sequence[Node]) -> bool | None:
    """What the article says of who may read it; else what its parts say, else its page."""
    for node in told:
        if (said := boolean(node.get("isAccessibleForFree"))) is not None:
            return said
    parts = (part for node in told for part in _each(node.get("hasPart"), graph))
    for node in (*parts, *pages):
        if (said := boolean(node.get("isAccessibleForFree"))) is not None:
            return said
    return None


def _each(value: object, graph: Graph) -> Iterator[Node]:
    for one in (value if isinstance(value, list) else [value])[:_MAX_PEOPLE]:
        node = graph.resolve(one)
        if isinstance(node, dict):
            yield node


def _name(value: object, graph: Graph) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    node = graph.resolve(value)
    return text(node.get("name")) if isinstance(node, dict) else text(node)


def _people(value: object, graph: Graph) -> tuple[tuple[str, str], ...]:
    """(type, name) of everybody that `author` holds: texts, persons, references, roles, lists of them."""
    found: list[tuple[str, str]] = []
    queue: list[object] = [value]
    for _ in range(_MAX_PEOPLE * 4):
        if not queue or len(found) >= _MAX_PEOPLE:
            break
        one = graph.resolve(queue.pop(0))
        if isinstance(one, list):
            queue[:0] = one[:_MAX_PEOPLE]
        elif isinstance(one, dict):
            kind = next(iter(types(one)), "")
            names = list(texts(one.get("name"))) or _given_and_family(one)
            found += [(kind, name) for name in names]
            if not names:
                queue[:0] = [one[key] for key in _LISTS if key in one]
        elif said := text(one):
            found.append(("", said))
    return tuple(found)


def _given_and_family(person: Node) -> list[str]:
    parts = (text(person.get(key)) for key in ("givenName", "additionalName", "familyName"))
    return [name] if (name := " ".join(part for part in parts if part)) else []


def _images(value: object, graph: Graph) -> Iterator[tuple[str, str | None, str | None]]:
    for one in (value if isinstance(value, list) else [value])[:_MAX_IMAGES]:
        node = one if isinstance(one, dict) and "url" in one else graph.resolve(one)
        if isinstance(node, dict):
            address = text(node.get("url")) or text(node.get("contentUrl"))
            if address:
                yield (
                    address,
                    text(node.get("caption")),
                    text(node.get("creditText")) or text(node.get("copyrightNotice")),
                )
        elif address := text(node):
            yield address, None, None
