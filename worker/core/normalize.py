"""Page, walls cut, and feed entry → one draft of the article; decides which source each field comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from worker.core.extract.classifier import BODY
from worker.core.fields import authors, signatures, titles
from worker.core.text.characters import tidy, tidy_field
from worker.core.text.language import TextLanguage, detect
from worker.core.text.plain import without_controls
from worker.errors import NothingToStore
from worker.models import (
    BLANK_LINE,
    Block,
    BlockKind,
    Draft,
    Entry,
    Extraction,
    Image,
    Label,
    Origin,
    Precision,
    PublisherTime,
    Reason,
    WallRemoval,
)

_LONG = 50
"""Letters from which the same text a second time may be a page's double, not a refrain or a table cell."""
_STRETCH = 4
"""Long blocks in a row that stand once more in the same order: the article a second time. Of 2,164 real pages 43 repeat
a long block in elements of one name; by the gold texts authors repeat up to three in a row, and pages five or more."""
_HEAD = 4
"""First blocks among which title and byline may stand once more."""
_LINE = 100
"""Characters of the longest byline, and of the longest line over a headline."""
_DAY_BEGINS, _DAY_ENDS = timedelta(hours=-14), timedelta(hours=36)
"""From the midnight in UTC that stands for a printed day: the day is one of a zone between UTC+14 and UTC-12."""


def draft(extraction: Extraction, trimmed: WallRemoval, entry: Entry | None) -> Draft:
    """The article as it will be saved. The page wins over the feed wherever it says something.

    Raises NothingToStore when no text is left.
    """
    page_title = _field(extraction.title)
    title = _title(page_title, trimmed.blocks, entry)
    site = _field(extraction.site)
    wrote = extraction.authors or authors.clean(entry.authors if entry else (), site=site)
    blocks = _blocks(trimmed.blocks, title, wrote)
    body = [block.text for block in blocks if block.kind is not BlockKind.CAPTION]
    if not body:
        raise NothingToStore("no article text is left of it", reason=Reason.NO_TEXT)
    spoken = _language(extraction, entry, f"{title or ''} {' '.join(body)[:1000]}")
    origins = dict(extraction.origins) | ({"title": Origin.FEED} if title != page_title else {})
    origins["language"] = spoken.origin
    return Draft(
        title=title or tidy(body[0][:200]),
        summary=_field(extraction.summary) or _field(entry.summary if entry else None),
        authors=wrote,
        published=_published(extraction.published, entry.published if entry else None),
        modified=extraction.modified or (entry.modified if entry else None),
        language=spoken.code,
        text=BLANK_LINE.join(body),
        blocks=blocks,
        images=_images(extraction.images or _enclosed(entry)),
        labels=_labels((*extraction.labels, *(entry.labels if entry else ()))),
        section=_field(extraction.section),
        canonical_url=extraction.canonical_url or (entry.url if entry else None),
        access=extraction.access,
        wall=trimmed.wall,
        cuts=trimmed.cuts,
        truncated=True if extraction.unreadable else trimmed.truncated,
        truncated_evidence="scrambled text" if extraction.unreadable else trimmed.truncated_evidence,
        origins=tuple(origins.items()),
    )


def _title(page: str | None, blocks: Sequence[Block], entry: Entry | None) -> str | None:
    """What the page says; the feed's title where that stands as a heading over the text: some pages name only the site.

    Of 164 real pages with a wrong title 20 print the right one so.
    """
    feed = _field(entry.title if entry else None)
    if page and feed and titles.key(page) != titles.key(feed):
        over = [block.text for block in blocks[:_HEAD] if block.kind is BlockKind.HEADING]
        return feed if titles.key(feed) in titles.keys(over) else page
    return page or feed


def _published(page: PublisherTime | None, feed: PublisherTime | None) -> PublisherTime | None:
    """What the page says; where that is only a day (of its address, as a rule), the feed's time on that day."""
    if page is None or feed is None:
        return page or feed
    refines = page.precision is Precision.DAY and feed.precision is Precision.TIME
    return feed if refines and _DAY_BEGINS <= feed.value - page.value < _DAY_ENDS else page


def _language(extraction: Extraction, entry: Entry | None, text: str) -> TextLanguage:
    """What the page says of its language; where it declares none, what the feed declares, checked as a page's is."""
    origin = dict(extraction.origins).get("language", Origin.UNCERTAIN)
    if origin is Origin.DECLARED or entry is None or entry.language is None:
        return TextLanguage(code=extraction.language, origin=origin)
    return detect(text, entry.language)


def _field(text: str | None) -> str | None:
    return (tidy_field(text) or None) if text else None


def _blocks(blocks: Sequence[Block], title: str | None, authors: Sequence[str]) -> tuple[Block, ...]:
    """The blocks that stay: article text, tidy, neither doubled nor title or byline once more."""
    # The wall rules have seen what stands beside the article; now it goes.
    body = [block for block in blocks if block.article_score >= BODY]
    texts = [without_controls(block.text) if block.kind is BlockKind.CODE else tidy(block.text) for block in body]
    folded_title = titles.key(title) if title else ""
    kept: list[Block] = []
    before = ""
    keys = titles.keys(texts)
    doubles = _doubles(body, keys)
    for place, (block, text, key) in enumerate(zip(body, texts, keys, strict=True)):
        if not text:
            continue
        if len(kept) < _HEAD:
            if folded_title and key == folded_title:
                kept = [one for one in kept if not _over_headline(one)]
                continue
            if len(text) <= _LINE and signatures.only_names(text, authors):
                continue
        if place in doubles or (key and key == before and len(key) < _LONG):
            continue
        before = key
        kept.append(block if text == block.text else replace(block, text=text))
    return tuple(kept)


def _doubles(blocks: Sequence[Block], keys: Sequence[str]) -> set[int]:
    """The places of long blocks that the page shows once more: elsewhere than the first, or in a stretch of several.

    In elements of one name the author wrote it twice: a step of each recipe, a paragraph about each of five firms.
    Plain text has no elements, and what stands twice in it is a double.
    """
    places = [place for place, key in enumerate(keys) if len(key) >= _LONG]
    first: dict[str, int] = {}
    doubles: set[int] = set()
    stretch: list[int] = []
    follows = -1
    for order, place in enumerate(places):
        at = first.setdefault(keys[place], order)
        if at == order:
            stretch, follows = [], -1
            continue
        if at != follows:
            stretch = []
        stretch.append(place)
        follows = at + 1
        if not blocks[place].context or blocks[places[at]].context != blocks[place].context:
            doubles.add(place)
        if len(stretch) >= _STRETCH:
            doubles.update(stretch[-_STRETCH:])
    return doubles


def _over_headline(block: Block) -> bool:
    """Whether a block over the headline is the name of the paper or of a section: a short line, most of it a link."""
    return len(block.text) <= _LINE and block.links > 0.5


def _enclosed(entry: Entry | None) -> tuple[Image, ...]:
    """The pictures that a feed encloses, with what it says of them."""
    return tuple(
        Image(url=one.url, caption=one.caption or one.title, credit=one.credit)
        for one in (entry.enclosures if entry else ())
        if (one.type or "").startswith("image")
    )


def _images(images: Iterable[Image]) -> tuple[Image, ...]:
    return tuple(Image(url=image.url, caption=_field(image.caption), credit=_field(image.credit)) for image in images)


def _labels(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Each label once, as first printed."""
    kept: dict[str, Label] = {}
    for label in labels:
        text = tidy_field(label.text)
        if text:
            kept.setdefault(text.casefold(), Label(text=text, origin=label.origin))
    return tuple(kept.values())
