"""The article's text where a page serves it as data: JSON-LD's `articleBody`, a script's JSON, a script of markup.

Pages that a script draws in the browser carry their text so, in clear. What is encrypted or scrambled stays what it is.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

import orjson

from worker.core.extract.class_hints import ClassHint, class_hints
from worker.core.extract.markup import MAX_CLASSES
from worker.core.extract.scanner import scan_html
from worker.core.fields.titles import key

_FAR_MORE = 3.0
"""How many times as many letters as the page's blocks data must hold to stand for them. Of 2,500 real pages the blocks
held less than a third of what data told on 2."""
_LEAST = 400
"""Letters that it must hold: a teaser is shorter."""
_LITTLE = 1_000
"""Letters of blocks from which the scripts are not looked through."""
_SHORTEST = 60
"""Letters of the shortest string that is read as text; names, addresses and captions are shorter."""
_DATA = 1_000
"""Letters of the shortest script or attribute that is looked through."""
_MAX_SOURCES, _MAX_DATA, _MAX_VALUES, _MAX_STARTS, _MAX_STORIES, _MAX_LINES = 60, 3_000_000, 50_000, 12, 8, 5_000
_SCRIPT, _SCRIPT_END = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE), re.compile("</script", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"<(?:div|article|section|main)\b([^<>]*)>\s*<script\b[^<>]*\btype=[\"']?text/(?:template|html|x-[\w-]*template)[^<>]*>",
    re.IGNORECASE,
)
"""What blogs of one house send: the markup of the post, alone in its element, for a script to put there."""
_GAPS = re.compile(r"\{\{|<%|\$\{")
"""What is to be filled in: such markup is of a menu or a dialog."""
_ATTRIBUTE = re.compile(r"=(?:\"(\s*[{\[][^\"]{1000,})\"|'(\s*[{\[][^']{1000,})')")
_START = re.compile(r"(?:^|[=:(,])\s*(?=[{\[])|\bparse\(\s*(?=\")")
_NO_TEXT = re.compile(
    r"descri|summary|excerpt|abstract|teaser|seo|meta|caption|credit|\balt\b|bio|copyright|disclaimer|legal|comment"
    r"|repl(?:y|ies)|related|recommend|config|consent|cookie|newsletter|translat|locali|i18n|css|style|script|schema",
    re.IGNORECASE,
)
"""Keys under which stands what is no part of an article."""
_NAMES = ("headline", "title", "name")
_LINKS = ("url", "link", "href", "slug", "path", "permalink", "canonical")
_CODE = re.compile(r"function\s*\(|=>|\bvar\s|[{};]\s*$|^\s*(?:https?:|[.#@][\w-]+\s*\{|data:)")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")

_Held = dict[str, object] | list[object]


def text_in_data(html: str, *, title: str, declared: str | None, letters: int) -> list[str]:
    """The paragraphs of the article that a page's data hold; [] unless they are far more than the blocks' `letters`."""
    least = max(_LEAST, letters * _FAR_MORE)
    if declared and len(declared) > least:
        found = _paragraphs(declared)
        if sum(map(len, found)) > least:
            return found
    if letters >= _LITTLE or len(key(title)) < 2:
        return []
    values = (value for source in islice(_sources(html), _MAX_SOURCES) for value in _values(source))
    stories = (story for value in values for story in _stories(value, key(title)))
    best = max((*islice(stories, _MAX_STORIES), *islice(_templates(html), _MAX_STORIES)), key=_length, default=[])
    return best if _length(best) > least else []


def _length(texts: list[str]) -> int:
    return sum(map(len, texts))


def _paragraphs(text: str) -> list[str]:
    """A string's paragraphs; many hold HTML, some of them escaped once more."""
    # JSON can escape what no page holds and PostgreSQL refuses: what is hashed must be what is stored.
    text = text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    text = _unescaped(text)
    if _TAG.search(text):
        return scan_html(text).blocks.texts
    return [" ".join(line.split()) for line in unescape(text).splitlines() if line.strip()][:_MAX_LINES]


def _unescaped(text: str) -> str:
    return unescape(text) if "&lt;" in text else text


def _sources(html: str) -> Iterator[str]:
    """Scripts and attributes that may hold JSON with a text."""
    at = 0
    while (begin := _SCRIPT.search(html, at)) and (end := _SCRIPT_END.search(html, begin.end())):
        at = end.start()
        if _DATA < at - begin.end() < _MAX_DATA and "src=" not in begin[1] and "ld+json" not in begin[1]:
            yield html[begin.end() : at]
    for found in _ATTRIBUTE.finditer(html):
        yield unescape(found[1] or found[2])


def _templates(html: str) -> Iterator[list[str]]:
    """The texts of markup that waits in a script alone in an element called the article's body."""
    for found in _TEMPLATE.finditer(html):
        end = _SCRIPT_END.search(html, found.end())
        markup = html[found.end() : min(end.start(), found.end() + _MAX_DATA)] if end else ""
        if class_hints(found[1][:MAX_CLASSES]) & ClassHint.BODY and not _GAPS.search(markup):
            yield scan_html(markup).blocks.texts[:_MAX_LINES]


def _values(source: str) -> Iterator[object]:
    """The JSON values of a source: it is one, or one is set, pushed or parsed in it."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(_MAX_STARTS):
        found = _START.search(source, at)
        if not found:
            return
        try:
            value, at = decoder.raw_decode(source, found.end())
        except (ValueError, RecursionError):
            at = found.end() + 1  # a start at the very beginning is empty, and would be found for ever
            continue
        yield value


def _stories(value: object, title: str) -> Iterator[list[str]]:
    """The texts of each object that has the page's title, those of inner objects of another title and address apart."""
    queue: list[object] = [value]
    for _ in range(_MAX_VALUES):
        if not queue:
            return
        one = _parsed(queue.pop())
        if isinstance(one, dict):
            if any(isinstance(one.get(name), str) and key(one[name]) == title for name in _NAMES):
                yield list(_texts(one, title))
            queue.extend(one.values())
        elif isinstance(one, list):
            queue.extend(one)


def _parsed(value: object) -> object:
    """A value, or what it holds when it is JSON in a string."""
    if isinstance(value, str) and len(value) > _DATA and value.lstrip()[:1] in ("{", "["):
        try:
            return orjson.loads(value)
        except ValueError:
            return value
    return value


def _texts(story: dict[str, object], title: str) -> Iterator[str]:
    queue: list[object] = [story]
    seen: set[str] = set()
    for _ in range(_MAX_VALUES):
        if not queue:
            return
        one = _parsed(queue.pop())
        if isinstance(one, dict):
            if one is not story and _is_another(one, title):
                continue
            queue.extend(reversed([value for name, value in one.items() if not _NO_TEXT.search(name)]))
        elif isinstance(one, list):
            queue.extend(reversed(one))
        elif isinstance(one, str) and one not in seen and _is_prose(one):
            seen.add(one)
            yield from _paragraphs(one)


def _is_another(node: dict[str, object], title: str) -> bool:
    """Whether an object is a story of its own."""
    named = next((node[name] for name in _NAMES if isinstance(node.get(name), str)), None)
    return isinstance(named, str) and key(named) != title and any(node.get(link) for link in _LINKS)


def _is_prose(text: str) -> bool:
    text = _unescaped(text)  # or the semicolon of its last entity is taken for the end of a statement
    spaceless = len(_SPACELESS.findall(text, 0, 200)) > _SHORTEST // 3
    return ((len(text) >= _SHORTEST and text.count(" ", 0, 200) >= 7) or spaceless) and not _CODE.search(text)
