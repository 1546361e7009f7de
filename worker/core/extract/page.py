"""A page or fragment of HTML → its title, metadata and blocks; cuts no wall and stores nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from worker.core.extract import comments, images, jsonld, metadata
from worker.core.extract.classifier import BODY, BlockModel
from worker.core.extract.embedded import text_in_data
from worker.core.extract.features import About, features
from worker.core.extract.handed_over import BESIDE, hand_over
from worker.core.extract.inserts import with_inserts
from worker.core.extract.jsonld import LinkedData
from worker.core.extract.metadata import Metadata
from worker.core.extract.peers import settle
from worker.core.extract.scan import Scan
from worker.core.extract.scanner import scan_html
from worker.core.extract.scrambled import scrambled
from worker.core.extract.signs import read_signs
from worker.core.extract.strays import without_strays
from worker.core.text import charset, language
from worker.models import Block, BlockKind, Extraction

_NEWS_LEAN, _OTHER_LEAN = 0.6 / 0.4, 0.45 / 0.55
"""Odds from which a block counts as text, in news and in other pages. Cross-validated by publisher, body F1 rises from
.9669 to .9706 (fundus) and from .9523 to .9530 (wcxb): newsrooms surround an article with more that looks like one."""
_LEAST = 200
"""Letters of article above comments, outside of links, from which these are left out; a discussion has none."""
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|meta|title)\b", re.IGNORECASE)


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
    blocks = hand_over(scan, scores)
    if whole:
        letters = sum(len(block.text) for block in blocks if block.article_score >= BODY)
        told = text_in_data(html, title=about.title or "", declared=linked.declared_lines, letters=letters)
        blocks = _told(blocks or hand_over(scan, scores, [0]), told) if told else blocks
    hidden = scrambled([block.text for block in blocks])
    blocks = tuple(block for index, block in enumerate(blocks) if index not in hidden)
    body = (blocks[0].start, blocks[-1].start) if blocks else (0, 0)
    # The model takes random letters for no article's, and not every block beside one is handed over.
    near = scan.blocks.texts[body[0] : body[1] + BESIDE]
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
    """How likely each block is article text; where readers' comments pass for it, the page is judged without them."""
    scores = _judged(scan, about, model)
    said = comments.comments(scan, about.title)
    passed = said & (np.array(scores) >= BODY)
    if not passed.any():
        return scores
    rest = comments.without(scan, said)
    judged = _judged(rest, about, model) if rest.blocks else []
    above = judged[: int((~said[: passed.argmax()]).sum())]
    told = zip(rest.blocks.texts, rest.blocks.link_chars, above, strict=False)
    if sum(len(text) for text, linked, score in told if score >= BODY and 2 * linked < len(text)) < _LEAST:
        return scores
    others = iter(judged)
    return [0.0 if aside else next(others) for aside in said.tolist()]


def _judged(scan: Scan, about: About, model: BlockModel) -> list[float]:
    scores = model.score(features(scan, about, model.words))
    lean = _NEWS_LEAN if about.news else _OTHER_LEAN
    leant = (scores / (scores + lean * (1 - scores))).tolist()
    settled = settle(scan, leant)
    return with_inserts(scan, leant, settled if about.news else without_strays(scan, settled))


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


def _told(blocks: Sequence[Block], paragraphs: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs in place of the body; all blocks of the page stay beside them, for the wall rules to see."""
    first = next((place for place, block in enumerate(blocks) if block.article_score >= BODY), len(blocks))
    beside = [replace(block, article_score=min(block.article_score, BODY - 0.01)) for block in blocks]
    start = blocks[min(first, len(blocks) - 1)].start if blocks else 0
    body = [Block(kind=BlockKind.PARAGRAPH, text=text, start=start) for text in paragraphs]
    return (*beside[:first], *body, *beside[first:])
