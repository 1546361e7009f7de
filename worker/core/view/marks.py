"""An article's text for the eye: its paragraphs, the passages marked that tags rest on, its cuts in their places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.models import BLANK_LINE, BlockKind

NEAR = 90
"""Characters shown on either side of a passage."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage, by its characters."""

    start: int
    end: int
    why: str
    """What is shown with it, a topic for one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text that is marked as a whole or not at all."""

    text: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A block of the text as it is shown, or a cut."""

    kind: str
    spans: tuple[Span, ...] = ()
    rule: str = ""
    """Of a cut."""


@dataclass(frozen=True, slots=True)
class PlacedCut:
    """A cut with where in the text it stood; None when that is not known."""

    text: str
    rule: str
    at: int | None


CUT = "cut"


def spans(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Return a part of a text in pieces; where marks overlap, the one that begins first goes on."""
    end = len(text) if end is None else end
    found, at = [], start
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        first, last = max(mark.start, at), min(mark.end, end)
        if first >= last:
            continue
        if first > at:
            found.append(Span(text[at:first]))
        found.append(Span(text[first:last], mark.why))
        at = last
    if at < end:
        found.append(Span(text[at:end]))
    return tuple(found)


def shown(
    text: str,
    blocks: Sequence[tuple[str, int, int]],
    captions: Sequence[str],
    marks: Sequence[Mark],
    cuts: Sequence[PlacedCut],
) -> list[Paragraph]:
    """Return an article's paragraphs with its cuts between them; `blocks` are (kind, start, end) of the text.

    Cuts whose place is not known stand at the end. A text without blocks is parted at its blank lines.
    """
    whole = [block for block in blocks if 0 <= block[1] < block[2] <= len(text)] or list(_parted(text))
    waiting = sorted((cut for cut in cuts if cut.at is not None), key=lambda cut: cut.at or 0)
    found: list[Paragraph] = []
    for kind, start, end in whole:
        while waiting and (waiting[0].at or 0) <= start:
            found.append(_cut(waiting.pop(0)))
        within = [mark for mark in marks if mark.start < end and mark.end > start]
        found.append(Paragraph(kind=kind, spans=spans(text, within, start=start, end=end)))
    found.extend(_cut(cut) for cut in (*waiting, *(cut for cut in cuts if cut.at is None)))
    found.extend(Paragraph(kind=BlockKind.CAPTION, spans=(Span(caption),)) for caption in captions)
    return found


def _cut(cut: PlacedCut) -> Paragraph:
    return Paragraph(kind=CUT, spans=(Span(cut.text),), rule=cut.rule)


def _parted(text: str) -> Iterator[tuple[str, int, int]]:
    start = 0
    for part in text.split(BLANK_LINE):
        if part:
            yield BlockKind.PARAGRAPH, start, start + len(part)
        start += len(part) + len(BLANK_LINE)


def in_context(text: str, marks: Sequence[Mark], *, near: int = NEAR) -> tuple[Span, ...]:
    """Return the first marked passage with what stands around it, words whole."""
    if not marks:
        return ()
    first = min(mark.start for mark in marks)
    start, end = max(first - near, 0), min(first + near, len(text))
    end = max(end, min(max(mark.end for mark in marks if mark.start == first), first + 4 * near))
    if start:
        start = min(text.find(" ", start, first) + 1 or start, first)
    if end < len(text):
        last = text.rfind(" ", first, end)
        inside = any(mark.start < last < mark.end for mark in marks)
        end = last if last > first and not inside else end
    found = spans(text, marks, start=start, end=end)
    before = (Span("… "),) if start else ()
    after = (Span(" …"),) if end < len(text) else ()
    return (*before, *found, *after)
