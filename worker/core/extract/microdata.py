"""What a page's microdata and RDFa say of its article: properties in the text's own markup; of no other thing on it.

HTML standard, Microdata: a property belongs to the nearest `itemscope` around it. RDFa 1.1 Lite: to the nearest
`typeof`. A property outside of any is the page's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from worker.core.extract.scan import Element, Scan
from worker.core.fields import titles

_READ = frozenset(
    (
        *("headline", "author", "creator", "datepublished", "datemodified", "datecreated", "isaccessibleforfree"),
        "description",
    )
)
_ARTICLE = re.compile(r"(?:Article|BlogPosting|SocialMediaPosting|ForumPosting|Report)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|AboutPage|Blog|WebPageElement|CreativeWork)$")
_OTHERS = frozenset(("comment", "review", "reviews", "liveblogupdate", "itemlistelement", "item", "mentions"))
_DEPTH = 60
"""Elements outwards in which the scope of a property is sought."""
_AGREES = 0.5
"""Share of words (F1) from which a headline is that of the page."""
_PAGES, _FOREIGN = -1, -2
"""The scopes of what belongs to no article: the page's, and another thing's."""


@dataclass(slots=True)
class Microdata:
    """What one scope says."""

    said: dict[str, list[str]] = field(default_factory=dict)
    """Texts by property, lower case, in reading order."""
    authors: list[int] = field(default_factory=list)
    """The elements of the text that hold an author."""
    elsewhere: set[int] = field(default_factory=set)
    """The elements whose property is another thing's: a comment's author, a review's date, another story's."""

    def first(self, *names: str) -> str | None:
        """The first text of the first property that has one."""
        return next((self.said[name][0] for name in names if name in self.said), None)


def read_microdata(scan: Scan, printed: Sequence[str]) -> Microdata:
    """The properties of the page's article, and of the page; `printed` are the page's titles."""
    scopes: dict[int, Microdata] = {}
    members: dict[int, set[int]] = {}
    found: dict[int, int] = {}
    tags, attributes = scan.elements.tags, scan.elements.attributes
    for index in scan.marks.properties:
        said = attributes[index].get("itemprop") or ("" if tags[index] == "meta" else attributes[index].get("property"))
        for name in _properties(said) if said else ():
            element = scan.elements[index]
            thing = _scope(scan, element.parent, found)
            scope = scopes.setdefault(thing, Microdata())
            members.setdefault(thing, set()).add(index)
            if name in {"author", "creator"} and element.tag != "meta":
                scope.authors.append(index)
            elif text := _value(scan, element):
                scope.said.setdefault(name, []).append(text)
    scopes.pop(_FOREIGN, None)
    page = scopes.pop(_PAGES, Microdata())
    own = _own(scan, scopes, printed)
    page.elsewhere = members.get(_FOREIGN, set()).union(
        *(members[thing] for thing, scope in scopes.items() if own.said and scope is not own)
    )
    for name, texts in own.said.items():
        page.said[name] = [*texts, *page.said.get(name, ())]
    page.authors[:0] = own.authors
    return page


def _own(scan: Scan, scopes: Mapping[int, Microdata], printed: Sequence[str]) -> Microdata:
    """The scope of the page's article: the only one, or the one that holds the headline or names it."""
    if len(scopes) == 1:
        return next(iter(scopes.values()))
    heading = scan.elements[scan.headings[0]].first if scan.headings else -1
    for index, scope in scopes.items():
        element = scan.elements[index]
        if element.first <= heading < element.last:
            return scope
        headline = scope.first("headline") or ""
        if any(titles.agreement(headline, title) >= _AGREES for title in printed):
            return scope
    return Microdata()


def _properties(names: str) -> Iterator[str]:
    """Those that are read, without the address or prefix of their vocabulary, in small letters."""
    for name in names.split():
        plain = name.rpartition("/")[2].rpartition(":")[2].lower()
        if plain in _READ:
            yield plain


def _value(scan: Scan, element: Element) -> str:
    attributes = element.attributes
    said = attributes.get("content") or attributes.get("datetime") or scan.text_between(element)
    return " ".join(said.split())


def _scope(scan: Scan, start: int, found: dict[int, int]) -> int:
    """The element that is the thing of which a property inside `start` speaks, or what stands for none."""
    if start in found:
        return found[start]
    index, scope = start, _PAGES
    for _ in range(_DEPTH):
        if index < 0:
            break
        attributes = scan.elements.attributes[index]
        if "itemscope" in attributes or "typeof" in attributes:
            scope = _judged(index, attributes)
            break
        index = scan.elements.parents[index]
    found[start] = scope
    return scope


def _judged(index: int, attributes: Mapping[str, str]) -> int:
    kinds = (attributes.get("itemtype") or attributes.get("typeof") or "").split()
    named = [kind.rpartition("/")[2].rpartition(":")[2].rpartition("#")[2] for kind in kinds]
    if _OTHERS.intersection((attributes.get("itemprop") or "").lower().split()):
        return _FOREIGN
    if any(map(_ARTICLE.search, named)):
        return index
    return _PAGES if not named or any(map(_PAGE.search, named)) else _FOREIGN
