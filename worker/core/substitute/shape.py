"""What an answer looks like beside what was asked for: titles, paragraphs, addresses; reads no wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.core.extract.classifier import BODY
from worker.core.fields import titles
from worker.core.text.characters import letters
from worker.core.text.plain import plain_text
from worker.core.urls import same_site
from worker.models import Block, Entry, Extraction, StoredText

SAME_TITLE, OTHER_TITLE = 0.45, 0.3
"""Resemblance from which a title is the announced one, and below which it is another: see `titles.resemblance`."""

_PARAGRAPH = 70  # characters of a block that may be a paragraph of prose
_LINKED = 0.3  # share in links up to which it is one
_LIST, _LIST_LENGTH = 0.5, 600  # share of text in links from which a page is a list of others, and its characters
_SLUG_WORDS = 3
_NUMBERED = 5  # digits of a number that names a page, not a year
_QUOTED, _STEP = 12, 6  # letters of a run that is looked for in the other text, and from one to the next
_SHORTEST = 60  # letters of a summary that can vouch for a text
_SUMMARY = 400  # letters of it that are looked for
_SHARED = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A page that came, with what was to be expected of it."""

    asked: str | None
    """The address that its feed gave; None when it gave none."""
    url: str
    """The address that answered."""
    headers: Mapping[str, str]
    extraction: Extraction
    entry: Entry | None = None
    before: StoredText | None = None
    """The article that stands already."""
    repeated: float = 0.0
    """Share of its text that came for other addresses of the source as well."""


def announced(answered: Answered) -> tuple[str, ...]:
    """The titles that the page was to have: its feed's, the stored article's."""
    entry, before = answered.entry, answered.before
    said = (entry.title if entry else None, before.title if before else None)
    return tuple(title for title in said if title and titles.key(title))


def slug(address: str | None) -> str:
    """The words of an address's last part, which most publishers make of the headline; '' when there are too few."""
    last = next((part for part in reversed(urlsplit(address or "").path.split("/")) if part), "")
    words = [word for word in last.replace("_", "-").rpartition(".")[0 if "." in last else 2].split("-") if word]
    return " ".join(words) if sum(word.isalpha() for word in words) >= _SLUG_WORDS else ""


def resembles(said: Sequence[str], expected: Sequence[str], least: float) -> bool:
    """Whether one of the titles resembles one that was expected."""
    return any(titles.resemblance(one, other) >= least for one in said for other in expected)


def prose(blocks: Sequence[Block]) -> int:
    """Characters of the longest run of paragraphs: an article has several in a row, a list a heading before each."""
    best = run = 0
    last = -2
    for block in blocks:
        if block.article_score < BODY or block.links >= _LINKED or _size(block.text) < _PARAGRAPH:
            continue
        run = run + len(block.text) if block.start <= last + 1 else len(block.text)
        last = block.start
        best = max(best, run)
    return best


def quotes(answered: Answered) -> bool:
    """Whether a paragraph of the page has the words of the summary that feed or store know."""
    entry, before = answered.entry, answered.before
    said = [
        (entry.summary or plain_text(entry.content or "")) if entry else "",
        (before.summary or "") if before else "",
    ]
    known = [text for text in (letters(one.casefold())[:_SUMMARY] for one in said) if len(text) >= _SHORTEST]
    if not known:
        return False
    blocks = answered.extraction.blocks
    body = letters(" ".join(b.text for b in blocks if b.article_score >= BODY and b.links < _LINKED).casefold())
    for text in known:
        starts = range(0, len(text) - _QUOTED, _STEP)
        if sum(text[start : start + _QUOTED] in body for start in starts) >= _SHARED * len(starts):
            return True
    return False


def is_list(extraction: Extraction) -> bool:
    """Whether a page is mostly links to other pages."""
    signs = extraction.signs
    return signs.characters >= _LIST_LENGTH and signs.linked >= _LIST * signs.characters


def above(address: str, asked: str) -> bool:
    """Whether an address is that of the front page or of a section, and the one asked for was that of a page below.

    A shorter address with a number or the words of a headline in it is a page moved.
    """
    here, there = urlsplit(address), urlsplit(asked)
    parts, wanted = _parts(here.path), _parts(there.path)
    if not wanted or len(parts) >= len(wanted) or not (same_site(address, asked) or not parts):
        return False
    if parts and (_names_page(parts[-1]) or (parts != wanted[: len(parts)] and not _names_section(parts))):
        return False
    # /?p=4711 is a page of its own; one that only says where the reader came from is the front page
    return not any(char.isdigit() for char in here.query) and not here.fragment.startswith("!")


def _names_page(part: str) -> bool:
    """Whether a part of an address has a number or the words of a headline."""
    return sum(map(str.isdigit, part)) >= _NUMBERED or part.count("-") >= _SLUG_WORDS


def _names_section(parts: Sequence[str]) -> bool:
    return len(parts) == 1 and parts[0].replace("-", "").isalpha() and parts[0].count("-") < 2


def _parts(path: str) -> list[str]:
    kept = [part.lower() for part in path.split("/") if part]
    return kept[:-1] if kept and kept[-1].startswith(("index.", "default.", "home.")) else kept


def _size(text: str) -> int:
    """Characters of a short text, those that stand for a word or half of one counted double."""
    if len(text) >= _PARAGRAPH or text.isascii():
        return len(text)
    return len(text) + sum("\u2e80" <= char <= "\ud7ff" for char in text)
