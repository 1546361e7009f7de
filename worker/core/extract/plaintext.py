"""Reads a page given as plain text: which lines are title, standfirst, caption, byline, topics and date; loses no line.

The shape is that of pages copied or scraped as text: a title, then any of the head's parts in any order, then the
body, then perhaps a wall (which `core/walls/cut.py` cuts). A line that cannot be told stays in the body.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from worker.core.extract import plaintext_head
from worker.core.fields import authors
from worker.core.fields.dates import doubtful
from worker.core.text import language
from worker.core.text.lists import starts_item
from worker.models import Block, BlockKind, Extraction, Image, Label, Origin, PublisherTime

_HEAD = 16  # lines after the title in which we look for the head's parts
_TITLE = 200  # characters
_STANDFIRSTS = 2  # paragraphs that may stand before the last part of the head
_WRAPPED = range(45, 100)  # line lengths of text wrapped by a mail or terminal program

_TERMINAL = re.compile(r"[.!?…。！？؟।:;,][\"'”’»)\]]*$")
_PUBLISHER_MARK = re.compile(r"^(?P<mark>[a-z][a-z0-9.-]+)\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    group: int
    """Lines without a blank one between them share it."""


@dataclass(slots=True)
class _Head:
    """The parts found so far."""

    summary: str | None = None
    authors: list[str] = field(default_factory=list)
    published: PublisherTime | None = None
    image: Image | None = None
    labels: list[Label] = field(default_factory=list)
    left: list[_Line] = field(default_factory=list)
    """Lines between the parts that are none of them: they open the body."""


def extract_text(text: str, *, url: str | None = None, now: datetime | None = None) -> Extraction:
    """What a plain-text page says; its body still has whatever wall stands in it.

    A date after `now`, when it was fetched, or from before there were news sites, is read as a date but not believed.
    """
    lines = _lines(text)
    title, rest = _title(lines)
    end = _head_end(rest) if title else 0
    head = _read_head(rest[:end], site=_site(url), whole=text)
    body = [*head.left, *rest[end:]]
    spoken = language.detect(" ".join([title or "", *(line.text for line in body[:5])]), None)
    return Extraction(
        title=title,
        summary=head.summary,
        authors=authors.clean(head.authors, site=_site(url)),
        published=head.published if head.published and not doubtful(head.published, now=now) else None,
        language=spoken.code,
        blocks=tuple(_block(line.text, index) for index, line in enumerate(body)),
        images=(head.image,) if head.image else (),
        labels=tuple(head.labels),
        origins=(("language", spoken.origin),),
    )


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank; those that a mail program broke in the middle of a sentence are one again."""
    pieces: list[tuple[list[str], int]] = []
    group = 0
    before = ""
    for raw in text.replace("\ufeff", "").splitlines():
        line = " ".join(raw.split())
        if not line:
            group += 1
        elif before and len(before) in _WRAPPED and raw[:1].islower() and not _TERMINAL.search(before):
            pieces[-1][0].append(line)
        else:
            pieces.append(([line], group))
        before = line
    return [_Line(" ".join(parts), number) for parts, number in pieces]


def _title(lines: Sequence[_Line]) -> tuple[str | None, list[_Line]]:
    """The first line, unless it reads as prose: then the text is all body."""
    if len(lines) < 2 or len(lines[0].text) > _TITLE or starts_item(lines[0].text):
        return None, list(lines)
    first = lines[0].text
    if first.endswith((".", ",", ";", ":", "。")) and not first.endswith("..."):
        return None, list(lines)
    return first, list(lines[1:])


def _head_end(rest: Sequence[_Line]) -> int:
    """How many lines after the title belong to the head: up to its last part that cannot be body."""
    end = prose = index = 0
    while index < min(len(rest), _HEAD) and prose <= _STANDFIRSTS:
        text = rest[index].text
        if found := _topics(rest, index):
            index = end = found[1]
            continue
        credited = plaintext_head.caption(text) is not None
        if plaintext_head.date(text) or _is_byline(rest, index) or (credited and end == index):
            end = index + 1
        elif not credited and _TERMINAL.search(text):
            prose += 1
        index += 1
    return end


def _read_head(lines: Sequence[_Line], *, site: str | None, whole: str) -> _Head:
    head = _Head()
    index = 0
    while index < len(lines):
        line = lines[index]
        if found := _topics(lines, index):
            head.labels += [Label(text=label, origin=Origin.TEXT) for label in found[0]]
            index = found[1]
            continue
        if when := plaintext_head.date(line.text):
            head.published = head.published or when
        elif _is_byline(lines, index):
            head.authors.append(plaintext_head.byline(line.text) or line.text)
        elif head.image is None and (caption := plaintext_head.caption(line.text) or _uncredited(lines, index)):
            head.image = Image(url="", caption=_unmarked(caption[0], site, whole), credit=caption[1])
        elif head.summary is None and not head.authors and not head.published:
            head.summary = line.text
        else:
            head.left.append(line)
        index += 1
    return head


def _is_byline(lines: Sequence[_Line], index: int) -> bool:
    """A line "By somebody", or a short line that stands twice in the head, as templates print author boxes."""
    text = lines[index].text
    if len(text) > plaintext_head.SHORT or _TERMINAL.search(text):
        return False
    near = lines[max(0, index - 3) : index + 4]
    doubled = sum(line.text == text for line in near) > 1
    # taken for a byline, a doubled line of text would be lost
    return plaintext_head.byline(text) is not None or (doubled and authors.signs(text))


def _topics(lines: Sequence[_Line], index: int) -> tuple[list[str], int] | None:
    """(labels, index after them) of a list of topics that starts here, on one line or on those below."""
    labels = plaintext_head.topics(lines[index].text)
    end = index + 1
    if labels or labels is None:
        return (labels, end) if labels else None
    first = lines[end].group if end < len(lines) else 0
    while end < len(lines) and lines[end].group == first and _is_label(lines[end].text):
        labels.append(lines[end].text.strip(" ,;"))
        end += 1
    return (labels, end) if labels else None


def _is_label(text: str) -> bool:
    return (
        len(text) <= plaintext_head.SHORT
        and not text.endswith((".", "?", "!", ":"))
        and plaintext_head.date(text) is None
    )


def _uncredited(lines: Sequence[_Line], index: int) -> tuple[str, None] | None:
    """A line right above the byline, without a blank line between, is the caption of the image over it."""
    below = index + 1
    if below < len(lines) and lines[below].group == lines[index].group and _is_byline(lines, below):
        return lines[index].text, None
    return None


def _unmarked(caption: str, site: str | None, whole: str) -> str | None:
    """The caption without the publisher's mark that some sites put before it (``al-monitor US military …``)."""
    match = _PUBLISHER_MARK.match(caption)
    if match is None:
        return caption or None
    mark = match["mark"]
    named = mark == site or any(form in whole for form in (mark.title(), mark.capitalize(), mark.upper()))
    return caption[match.end() :] if named else caption


def _site(url: str | None) -> str | None:
    host = urlsplit(url or "").hostname
    return host.removeprefix("www.").split(".")[0] if host else None


def _block(text: str, index: int) -> Block:
    kind = BlockKind.LIST_ITEM if starts_item(text) else BlockKind.PARAGRAPH
    return Block(kind=kind, text=text, start=index)
