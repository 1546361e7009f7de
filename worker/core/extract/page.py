"""A page or fragment of HTML → its title, metadata and blocks; cuts no wall and stores nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from worker.core.extract import images, jsonld, metadata
from worker.core.extract.boxes import Boxes
from worker.core.extract.class_hints import ClassHint
from worker.core.extract.classifier import BODY, BlockModel
from worker.core.extract.embedded import text_in_data
from worker.core.extract.features import About, features
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.metadata import Metadata
from worker.core.extract.peers import settle
from worker.core.extract.scan import RawBlock, Scan
from worker.core.extract.scanner import scan_html
from worker.core.extract.scrambled import scrambled
from worker.core.extract.signs import read_signs
from worker.core.text import charset, language
from worker.models import Block, BlockKind, Extraction

_BESIDE = 15
"""Blocks before and after the body among which a wall may stand."""
_BESIDE_LENGTH = 300
"""Characters of the longest block that is handed over for its looks alone; walls are made of short blocks."""
_NEWS_LEAN, _OTHER_LEAN = 0.6 / 0.4, 0.45 / 0.55
"""Odds from which a block counts as text, in news and in other pages. Cross-validated by publisher, body F1 rises from
.9669 to .9706 (fundus) and from .9523 to .9530 (wcxb): newsrooms surround an article with more that looks like one."""
_BOILERPLATE = int(
    ClassHint.NAV | ClassHint.FOOTER | ClassHint.RELATED | ClassHint.COMMENT | ClassHint.SHARE | ClassHint.TEASER
)
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|meta|title)\b", re.IGNORECASE)
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    "tr": BlockKind.TABLE_ROW,
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING)
_LEVELS = 4
"""Elements outwards from a block that say what it is."""


def extract_page(
    body: bytes, *, url: str | None, content_type: str | None, model: BlockModel, now: datetime | None = None
) -> Extraction:
    """What a page says. `body` is what the server sent, free of transfer encodings; `content_type` is its header."""
    return extract_html(charset.decode(body, content_type), url=url, model=model, now=now)


def extract_html(html: str, *, url: str | None, model: BlockModel, now: datetime | None = None) -> Extraction:
    """What a page or a fragment (a feed's `content:encoded`) says; a fragment is all body.

    `now` is when it was fetched, if that is known: a date after it is doubted.
    """
    scan = scan_html(html)
    metas, clues = metadata.read_head(scan, url=url)
    linked = jsonld.parse_jsonld(scan.json_scripts, url=url, clues=clues)
    about = metadata.extract_metadata(scan, metas, linked, clues, url=url, now=now)
    whole = _WHOLE_PAGE.search(html, 0, 4096) is not None
    scores = (
        _scores(scan, about_page(scan, linked, about), model) if whole and scan.blocks else [1.0] * len(scan.blocks)
    )
    blocks = tuple(_blocks(scan, scores))
    if whole:
        letters = sum(len(block.text) for block in blocks if block.article_score >= BODY)
        told = text_in_data(html, title=about.title or "", declared=linked.declared_lines, letters=letters)
        blocks = _told(blocks or tuple(_blocks(scan, scores, body=[0])), told) if told else blocks
    hidden = scrambled([block.text for block in blocks])
    blocks = tuple(block for index, block in enumerate(blocks) if index not in hidden)
    body = (blocks[0].start, blocks[-1].start) if blocks else (0, 0)
    # The model takes random letters for no article's, and not every block beside one is handed over.
    near = scan.blocks.texts[body[0] : body[1] + _BESIDE]
    start = " ".join(block.text for block in blocks if block.article_score >= BODY)[:1000]
    spoken = language.detect(f"{about.title or ''} {start}", about.declared_language)
    return Extraction(
        title=about.title,
        summary=about.summary,
        authors=about.authors,
        published=about.published,
        modified=about.modified,
        language=spoken.code,
        canonical_url=about.canonical_url,
        section=about.section,
        site=about.site,
        blocks=blocks,
        images=images.collect(scan, about.pictures, url=url, body=body),
        labels=about.labels,
        access=about.access,
        unreadable=bool(hidden or scrambled(near)),
        declared_words=linked.words,
        origins=(*about.origins, ("language", spoken.origin)),
        signs=read_signs(scan, linked, url=url),
    )


def _scores(scan: Scan, about: About, model: BlockModel) -> list[float]:
    scores = model.score(features(scan, about, model.words))
    lean = _NEWS_LEAN if about.news else _OTHER_LEAN
    return settle(scan, (scores / (scores + lean * (1 - scores))).tolist())


def about_page(scan: Scan, linked: LinkedData, about: Metadata) -> About:
    """What the block model is told of the metadata."""
    declared = next((meta.get("content", "") for meta in scan.metas if meta.get("property") == "og:type"), "")
    return About(
        title=about.title or "",
        summary=about.summary or "",
        authors=about.authors,
        declared_text=linked.declared_text or "",
        news=linked.news,
        article=linked.kind is not None or "article" in declared,
    )


def _blocks(scan: Scan, scores: list[float], body: Sequence[int] = ()) -> Iterator[Block]:
    """The article's blocks, and the short ones in or beside it that the wall rules must see; `body` is where it is."""
    body = body or [index for index, score in enumerate(scores) if score >= BODY]
    if not (body and scores):
        return
    paths: dict[int, _Path] = {}
    names: dict[int, str] = {}
    parents = scan.elements.parents
    homes = {parents[scan.blocks[index].element] for index in body}
    boxes = Boxes(scan, scores)
    for index in range(max(body[0] - _BESIDE, 0), min(body[-1] + _BESIDE + 1, len(scores))):
        raw = scan.blocks[index]
        score = scores[index]
        if score < BODY and len(raw.text) > _BESIDE_LENGTH:
            continue
        path = paths.get(raw.element) or paths.setdefault(raw.element, _path(scan, raw.element, names))
        # Names around the article itself ("category-shop") say nothing of a line among its paragraphs.
        if score < BODY and path.class_hints & _BOILERPLATE and parents[raw.element] not in homes:
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


def _told(blocks: Sequence[Block], paragraphs: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs in place of the body; all blocks of the page stay beside them, for the wall rules to see."""
    first = next((place for place, block in enumerate(blocks) if block.article_score >= BODY), len(blocks))
    beside = [replace(block, article_score=min(block.article_score, BODY - 0.01)) for block in blocks]
    start = blocks[min(first, len(blocks) - 1)].start if blocks else 0
    body = [Block(kind=BlockKind.PARAGRAPH, text=text, start=start) for text in paragraphs]
    return (*beside[:first], *body, *beside[first:])


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
    for _ in range(_LEVELS):
        if element < 0:
            break
        class_hints |= elements.class_hints[element]
        kind = kind or _KINDS.get(elements.tags[element])
        names.append(known.get(element) or known.setdefault(element, _names(scan, element)))
        element = elements.parents[element]
    return _Path(class_hints, kind, " ".join(names)[:300])


def _names(scan: Scan, element: int) -> str:
    attributes = scan.elements.attributes
    said = (scan.elements.tags[element], attributes.value(element, "class"), attributes.value(element, "id"))
    return " ".join(" ".join(said).lower().split())


def _looks_like(raw: RawBlock) -> BlockKind:
    # A line all in bold that ends without a full stop is a heading to who wrote it.
    text = raw.text
    if raw.bold_chars >= len(text) * 0.9 and len(text) < 100 and text[-1] not in ".!?…:,;。":
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH
