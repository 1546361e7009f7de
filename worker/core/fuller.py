"""Which of two texts is the article: the page's, or the one that the feed carries; reads neither."""

from dataclasses import replace

from worker.core.text.characters import letters
from worker.models import BLANK_LINE, BlockKind, Cut, Draft, TextFrom, WallKind

LONGER, MORE = 1.2, 150
"""A fuller text has so many times the letters, and so many more: two editions of one text differ by less."""
TWICE, MUCH_MORE = 2.0, 500
"""The same where nothing on the page says that a part is held back: its wall may be one that we do not know, but a feed
may also put its own lines (about the blog, other posts) below a short item."""
SHARED = 0.7
"""Share of the page's runs of letters that stand in the feed's text too when they are one article, edits included. Two
articles of one page's feed share under .1."""

_RUN, _STEP = 12, 6  # letters of a run, and from one to the next
_MOST = 20_000  # letters that are looked for
_LINKED = 0.5  # share in links from which a block is no text of an article
_WITHHOLDING = frozenset(
    (WallKind.REGISTRATION, WallKind.SUBSCRIPTION, WallKind.METERED, WallKind.APP, WallKind.CONSENT)
)


def fuller(page: Draft, feed: Draft) -> Draft:
    """Return the page's draft, with the feed's text when that has more of the same article.

    What was cut on the page stays told; whether text is lacking is told of the text that is taken. An excerpt of the
    feed never takes the place of a page that is whole.
    """
    shown, carried = letters(page.text.casefold()), letters(_prose(feed).casefold())
    if len(carried) < LONGER * len(shown) + MORE or not _is_part(shown, carried):
        return page
    if page.truncated is False and feed.truncated:
        return page
    withheld = page.truncated is not False or page.wall in _WITHHOLDING
    if not withheld and len(carried) < max(TWICE * len(shown), len(shown) + MUCH_MORE):
        return page
    evidence = feed.truncated_evidence
    if not feed.truncated and page.truncated_evidence:
        evidence = f"the feed has the whole text; the page: {page.truncated_evidence}"
    return replace(
        page,
        text=feed.text,
        blocks=feed.blocks,
        wall=page.wall or feed.wall,
        cuts=_cuts(page, feed),
        truncated=feed.truncated,
        truncated_evidence=evidence,
        text_from=feed.text_from,
    )


def _cuts(page: Draft, feed: Draft) -> tuple[Cut, ...]:
    """What was cut of both; what only the page had stood nowhere in the feed's text."""
    cut = {(one.text, one.rule) for one in feed.cuts}
    return (*(replace(one, place=None) for one in page.cuts if (one.text, one.rule) not in cut), *feed.cuts)


def of_feed(draft: Draft) -> Draft:
    """Return a draft with a feed's text as such: without the author's name that many feeds print above it."""
    names = {letters(author.casefold()) for author in draft.authors}
    first = next(
        (
            i
            for i, b in enumerate(draft.blocks)
            if b.kind is not BlockKind.CAPTION and letters(b.text.casefold()) not in names
        ),
        0,
    )
    blocks = tuple(b for i, b in enumerate(draft.blocks) if i >= first or b.kind is BlockKind.CAPTION)
    text = BLANK_LINE.join(block.text for block in blocks if block.kind is not BlockKind.CAPTION)
    return replace(draft, blocks=blocks, text=text, text_from=TextFrom.FEED)


def may_be_fuller(page: Draft, content: str) -> bool:
    """Whether the plain text of an entry is long enough for its reading to be worth the time."""
    return len(content) >= LONGER * len(page.text) + MORE


def _prose(draft: Draft) -> str:
    return " ".join(block.text for block in draft.blocks if block.links < _LINKED)


def _is_part(shown: str, carried: str) -> bool:
    """Whether most of one text stands in the other, in runs of letters: a correction parts a run or two."""
    runs = [shown[start : start + _RUN] for start in range(0, min(len(shown), _MOST) - _RUN + 1, _STEP)]
    if not runs:
        return shown in carried
    return sum(run in carried for run in runs) >= SHARED * len(runs)
