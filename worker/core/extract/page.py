"""A page or fragment of HTML → its title, metadata and blocks; cuts no wall and stores nothing."""

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from worker.core.extract import images, jsonld, metadata
from worker.core.extract.blockmodel import BODY, BlockModel
from worker.core.extract.company import settle
from worker.core.extract.dom import Element, Scan, scan_html
from worker.core.extract.features import About, features
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.marks import Mark
from worker.core.extract.metadata import Metadata
from worker.core.extract.scrambled import scrambled
from worker.core.text import charset, language
from worker.models import Block, BlockKind, Extraction

_BESIDE = 15
"""Blocks before and after the body among which a wall may stand."""
_BESIDE_LENGTH = 300
"""Characters of the longest block that is handed over for its looks alone; walls are made of short blocks."""
_FURNITURE = int(Mark.NAV | Mark.FOOTER | Mark.RELATED | Mark.COMMENT | Mark.SHARE | Mark.TEASER)
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
_KIND_LEVELS = 4
_PLACE_LEVELS = 4


def extract_page(body: bytes, *, url: str | None, content_type: str | None, model: BlockModel) -> Extraction:
    """What a page says. `body` is what the server sent, free of transfer encodings; `content_type` is its header."""
    return extract_html(charset.decode(body, content_type), url=url, model=model)


def extract_html(html: str, *, url: str | None, model: BlockModel) -> Extraction:
    """What a page or a fragment (a feed's `content:encoded`) says; a fragment is all body."""
    scan = scan_html(html)
    linked = jsonld.read(scan.json_scripts, url=url)
    about = metadata.read(scan, linked, url=url)
    blocks: tuple[Block, ...] = ()
    if scan.blocks:
        whole = _WHOLE_PAGE.search(html, 0, 4096) is not None
        scores = _scores(scan, about_page(scan, linked, about), model) if whole else [1.0] * len(scan.blocks)
        blocks = tuple(_blocks(scan, scores))
    hidden = scrambled([block.text for block in blocks])
    blocks = tuple(block for index, block in enumerate(blocks) if index not in hidden)
    body = (blocks[0].start, blocks[-1].start) if blocks else (0, 0)
    start = " ".join(block.text for block in blocks if block.body >= BODY)[:1000]
    return Extraction(
        title=about.title,
        summary=about.summary,
        authors=about.authors,
        published=about.published,
        modified=about.modified,
        language=language.detect(f"{about.title or ''} {start}", about.declared_language),
        canonical_url=about.canonical_url,
        section=about.section,
        site=about.site,
        blocks=blocks,
        images=images.collect(scan, about.pictures, url=url, body=body),
        labels=about.labels,
        access=about.access,
        unreadable=bool(hidden),
        origins=about.origins,
    )


def _scores(scan: Scan, about: About, model: BlockModel) -> list[float]:
    return settle(scan, model.score(features(scan, about)).tolist())


def about_page(scan: Scan, linked: LinkedData, about: Metadata) -> About:
    """What the block model is told of the metadata."""
    declared = next((meta.get("content", "") for meta in scan.metas if meta.get("property") == "og:type"), "")
    return About(
        title=about.title or "",
        summary=about.summary or "",
        authors=about.authors,
        body=linked.body or "",
        news=linked.news,
        article=linked.kind is not None or "article" in declared,
    )


def _blocks(scan: Scan, scores: list[float]) -> Iterator[Block]:
    """The article's blocks, and the short ones in or beside it that the wall rules must see."""
    body = [index for index, score in enumerate(scores) if score >= BODY]
    if not body:
        return
    for index in range(max(body[0] - _BESIDE, 0), min(body[-1] + _BESIDE + 1, len(scores))):
        raw = scan.blocks[index]
        score = scores[index]
        if score < BODY and (len(raw.text) > _BESIDE_LENGTH or _marks_around(scan, raw.element) & _FURNITURE):
            continue
        path = list(_path(scan, raw.element))
        yield Block(
            kind=_kind(path, raw.text, bold=raw.bold_chars),
            text=raw.text,
            links=min(raw.link_chars / len(raw.text), 1.0),
            place=_place(path),
            start=index,
            body=round(score, 3),
        )


def _path(scan: Scan, element: int) -> Iterator[Element]:
    """The element and those around it, inner first."""
    for _ in range(max(_KIND_LEVELS, _PLACE_LEVELS)):
        if element < 0:
            return
        yield scan.elements[element]
        element = scan.elements[element].parent


def _marks_around(scan: Scan, element: int) -> int:
    return reduce(or_, (element.marks for element in _path(scan, element)), 0)


def _kind(path: list[Element], text: str, *, bold: int) -> BlockKind:
    for element in path[:_KIND_LEVELS]:
        if kind := _KINDS.get(element.tag):
            return kind
    # A line all in bold that ends without a full stop is a heading to who wrote it.
    if bold >= len(text) * 0.9 and len(text) < 100 and text[-1] not in ".!?…:,;。":
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _place(path: list[Element]) -> str:
    names = (f"{e.tag} {e.attributes.get('class', '')} {e.attributes.get('id', '')}" for e in path[:_PLACE_LEVELS])
    return " ".join(" ".join(names).lower().split())[:300]
