"""HTML fragments and dirty strings to plain text, in linear time; never parses a page, never keeps markup."""

import html
import re

from worker.core.text.characters import tidy, tidy_field

# Illegal in XML and JSON text, in PostgreSQL (NUL) or in UTF-8 (surrogates); C1 and the BOM show as rubbish.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# Each alternative takes its whole match or, unclosed, all that is left: no position is scanned twice.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style|noscript|template)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"|</?(?P<name>[a-z][a-z0-9:-]*+)(?:(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>|[^<>]*+>)"
    r"|<[!?][^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
# Tags that stand inside a word or sentence; all others part words.
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
# html.unescape reads the digits with int(), which raises ValueError past 4,300 of them.
_ENDLESS_REFERENCE = re.compile(r"&#x?[0-9a-f]{9,};?", re.IGNORECASE)
# A title is text that often holds escaped inline markup, and sometimes a real '<': only known tags are markup there.
# One that stands by itself among the words and is never closed, "why <b> matters", is what they are about.
_TITLE_TAG = re.compile(
    rf"(?<=\s)<(?P<alone>{'|'.join(sorted(_INLINE - {'wbr'}))})>(?=[\s,.;:?!)]|\Z)"
    rf"|</?(?:{'|'.join(sorted(_INLINE))})\b[^<>]*+>|</?(?P<parts>p|br|div|img|h1|h2|h3)\b[^<>]*+>",
    re.IGNORECASE,
)


def without_controls(text: str) -> str:
    """`text` without characters that XML, PostgreSQL or a screen cannot take."""
    return _CONTROLS.sub("", text)


def plain_text(markup: str) -> str:
    """What a reader sees of an HTML fragment, on one line."""
    if "<" in markup:
        markup = _MARKUP.sub(_space, markup)
    return tidy(unescape(markup))


def plain_title(text: str) -> str:
    """A headline, name or label as text: `5 < 6 &amp; <b>bold</b>` gives `5 < 6 & bold`."""
    text = tidy_field(text)
    if "<" not in text:
        return text
    closed: dict[str, int] = {}

    def shown(match: re.Match[str]) -> str:
        if not match["alone"]:
            return " " if match["parts"] else ""
        name = match["alone"].lower()
        if name not in closed:  # once for each name: a title may be all tags
            closed[name] = max((end.start() for end in re.finditer(f"</{name}", text, re.IGNORECASE)), default=-1)
        return match[0] if closed[name] < match.end() else ""

    return tidy(_TITLE_TAG.sub(shown, text))


def _space(match: re.Match[str]) -> str:
    return "" if (match["name"] or "").lower() in _INLINE else " "


def unescape(text: str) -> str:
    """`text` with its character references resolved, as HTML knows them."""
    return html.unescape(_ENDLESS_REFERENCE.sub("", text)) if "&" in text else text
