"""The blocks that extraction hands over: the article's, and those beside it that the wall rules must see; cuts none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from worker.core.extract.boxes import Boxes
from worker.core.extract.class_hints import ClassHint
from worker.core.extract.classifier import BODY
from worker.core.extract.scan import RawBlock, Scan
from worker.core.twins import twin
from worker.models import Block, BlockKind

BESIDE = 15
"""Blocks before and after the body among which a wall may stand."""
BESIDE_LENGTH = 300
"""Characters of the longest block that is handed over for its looks alone; walls are made of short blocks."""
BOILERPLATE = int(
    ClassHint.NAV | ClassHint.FOOTER | ClassHint.RELATED | ClassHint.COMMENT | ClassHint.SHARE | ClassHint.TEASER
)
KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    "tr": BlockKind.TABLE_ROW,
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING)
LONGEST = 300
"""Characters of names that are handed over."""
CLOSING_SIGNS = ".!?…:,;。"
"""How no heading ends."""
LEVELS = 4
"""Elements outwards from a block that say what it is."""


def _hand_over(scan: Scan, scores: list[float], body: Sequence[int] = ()) -> tuple[Block, ...]:
    """The article's blocks, and the short ones in or beside it that the wall rules must see; `body` is where it is."""
    body = body or [index for index, score in enumerate(scores) if score >= BODY]
    return tuple(_blocks(scan, scores, body)) if body and scores else ()


def _blocks(scan: Scan, scores: list[float], body: Sequence[int]) -> Iterator[Block]:
    paths: dict[int, _Path] = {}
    names: dict[int, str] = {}
    parents = scan.elements.parents
    homes = {parents[scan.blocks.elements[index]] for index in body}
    boxes = Boxes(scan, scores)
    for index in range(max(body[0] - BESIDE, 0), min(body[-1] + BESIDE + 1, len(scores))):
        raw = scan.blocks[index]
        score = scores[index]
        if score < BODY and len(raw.text) > BESIDE_LENGTH:
            continue
        path = paths.get(raw.element) or paths.setdefault(raw.element, _path(scan, raw.element, names))
        # Names around the article itself ("category-shop") say nothing of a line among its paragraphs.
        if score < BODY and path.class_hints & BOILERPLATE and parents[raw.element] not in homes:
            continue
        box = boxes.of(raw.element)
        yield Block(
            kind=path.kind or _looks_like(raw),
            text=raw.text,
            links=min(raw.link_chars / len(raw.text), 1.0),
            context=path.context,
            start=index,
            article_score=round(score, 3),
            box=box if box >= 0 and boxes.holds_many(box) else -1,
            asks=boxes.asks(box if box >= 0 else raw.element),
        )


@dataclass(frozen=True, slots=True)
class _Path:
    """What an element and those around it say of the blocks in it."""

    class_hints: int
    kind: BlockKind | None
    context: str


def _path(scan: Scan, element: int, known: dict[int, str]) -> _Path:
    """`known` keeps the names of elements around several blocks."""
    elements = scan.elements
    class_hints, kind, names = 0, None, []
    for _ in range(LEVELS):
        if element < 0:
            break
        class_hints |= elements.class_hints[element]
        kind = kind or KINDS.get(elements.tags[element])
        names.append(known.get(element) or known.setdefault(element, _names(scan, element)))
        element = elements.parents[element]
    return _Path(class_hints, kind, " ".join(names)[:LONGEST])


def _names(scan: Scan, element: int) -> str:
    attributes = scan.elements.attributes
    said = (scan.elements.tags[element], attributes.value(element, "class"), attributes.value(element, "id"))
    return " ".join(" ".join(said).lower().split())


def _looks_like(raw: RawBlock) -> BlockKind:
    # A line all in bold that ends without a full stop is a heading to who wrote it.
    text = raw.text
    if raw.bold_chars >= len(text) * 0.9 and len(text) < 100 and text[-1] not in CLOSING_SIGNS:
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


hand_over = twin("worker.core.extract._handed_over", _hand_over)
