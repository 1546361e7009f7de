"""Where a page prints its byline → the texts that may name authors, best marked first; cleans no name."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from worker.core.extract.foreign import COMMENTS, is_foreign
from worker.core.extract.microdata import Microdata
from worker.core.extract.scan import RawBlock, Scan
from worker.core.fields import east_asian, newsrooms, signatures
from worker.core.fields.candidates import Candidate
from worker.core.fields.dates import parse_date
from worker.models import Origin

_BEFORE, _AFTER = 8, 16
"""Blocks around the headline among which a byline stands; further down the marks are those of other articles."""
_AT_HEADLINE = 8
"""Blocks from the headline on among which a name beside a date is the author's; before it stands the menu."""
_MAX_LENGTH = 100
_LONGEST_WORD = 30
"""Characters of a line such as "Written by"."""
_FEW_LETTERS = 2
"""Capitals of initials; more are an abbreviation's."""
_SIGNATURE = 60
"""Characters of a line under the text that is signed."""
_CREDIT = 300
"""Characters of a line that tells who reported, wrote and edited."""
_PARAGRAPH = 120
"""Characters over which a block is a paragraph, so that the name below it closes the text."""
_OVER = 2
"""Blocks over the headline in which a line of date and name may stand."""
_APART = 2
"""Blocks between two links to authors of one article."""
_LINES = 4
"""Lines of an author box in which the name stands: after a picture, "Written by", a role."""
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|innen|es|i)?|auteurs?|aut[eo]r[ei]?|author-?pages?|profiles?/author)(?:[/?=:-]|$)",
    re.IGNORECASE,
)
"""Addresses of a page about an author; `/auto/` is none."""


_DIGIT = re.compile(r"\d")
_AGO = re.compile(
    r"\b\d{1,2}\s?(?:s|sec|min|minutes?|mins|h|hrs?|hours?|d|days?|w|weeks?|months?|years?)\s+ago\b"
    r"|\b\d{1,3}[ -]min(?:ute)?s?[ -]read\b"
    r"|\b(?:vor|il y a|hace|há)\s\d{1,2}\s\w{3,}|\b\d{1,2}\s\w+\s(?:geleden|siden|sedan|fa|temu|önce)\b",
    re.IGNORECASE,
)
"""How lines tell the time since the publication, or the time of reading, in the date's place."""


def shown_byline(scan: Scan, top: int) -> Candidate:
    """The line around the headline, block `top`, that says itself that it is the byline, with the lines around it."""
    window = _window(scan, top)
    return Candidate(
        texts=tuple(_signed(_from_headline(window, top))[:1]),
        origin=Origin.HTML,
        pieces=tuple(block.text for block in window if len(block.text) < _MAX_LENGTH),
    )


def find_bylines(scan: Scan, inline: Microdata, title: str | None, top: int) -> Iterator[Candidate]:
    """What each way to print an author gives, in order of trust.

    `inline` tells which elements hold an author, and which another thing's; no part of its `title`, which block `top`
    prints, is a name.
    """
    block_of = scan.elements.block
    window = _window(scan, top)
    telling = [index for index in scan.telling if index not in inline.elsewhere] if inline.elsewhere else scan.telling
    near = [index for index in telling if top - _BEFORE <= block_of[index] <= top + _AFTER]
    declared = {*inline.authors, *(index for index in scan.marked.by_author if index not in inline.elsewhere)}
    marked = [index for index in scan.marked.named_author if index not in inline.elsewhere]
    nearby = set(near)
    headline = (title or "").casefold()

    def writers(indexes: Iterable[int]) -> list[int]:
        return [index for index in indexes if not is_foreign(scan, index, top, COMMENTS)]

    def say(names: Iterable[str], *, declared: bool = False, sure: bool = False) -> Candidate:
        texts = tuple(name for name in names if name.casefold() not in headline)
        return Candidate(texts=texts, origin=Origin.HTML, declared=declared, sure=sure)

    yield say(_names(scan, writers(index for index in near if index in declared), handles=True), declared=True)
    links = writers(index for index in near if _leads_to_author(scan, index) and _wrote(scan, index))
    yield say(_names(scan, _together(scan, links, top)), sure=True)
    by = _signed(_from_headline(window, top))[:1]
    # "By Ann Grey" is hers though the headline names her too: "Ann Grey on the Harbour".
    whole = Candidate(texts=tuple(by), origin=Origin.HTML, sure=True)
    yield whole if all(map(signatures.is_person, by)) else say(by, sure=True)
    yield say(
        _marked_name(_names(scan, writers(index for index in marked if index in nearby), handles=True)), sure=True
    )
    yield say(east_asian.names(scan.blocks.texts) or _below(scan, top), declared=True)
    headed = top - max(top - _BEFORE, 0)
    by_headline = window[: headed + _AT_HEADLINE]
    beside = _beside_date(by_headline, _lines(scan, by_headline), max(headed - _OVER, 0), headed, scan.language)
    own = (name for name, block in beside if not is_foreign(scan, block.element, top))
    yield say(islice(own, 1))
    # Under the text, or where a page marks no headline: who is named alone on it is who wrote it.
    yield say(_alone(_names(scan, writers(sorted(declared)), handles=True)))
    yield say(_alone(_names(scan, writers(marked), handles=True)))
    lines = [text if len(text) <= _SIGNATURE else "" for text in scan.blocks.texts]
    below = [name for line in lines if line and (name := signatures.opened(line))] or _announced(lines)
    below = list(filter(signatures.is_person, below))
    yield say(_alone(below or [name for line in lines if ":" in line and (name := signatures.labelled(line))]))
    yield say(_credited(scan), sure=True)
    yield say(_alone(_closing(scan)))


def _credited(scan: Scan) -> list[str]:
    """The reporters of a wire's closing credit; of several, stories in full below it have theirs."""
    lines = (signatures.credited(line) for line in scan.blocks.texts if len(line) <= _CREDIT)
    return next(filter(None, lines), [])


def _below(scan: Scan, top: int) -> tuple[str, ...]:
    """The Chinese names that stand alone below the headline, or in brackets where a text ends."""
    lines = scan.blocks.texts
    if not any(map(east_asian.is_han, lines[top : top + 1])):
        return ()
    # "王小明/海港日报": whom she writes for stands behind her name.
    below = (re.split(r"\s*[/／]", line, maxsplit=1)[0] for line in lines[top + 1 : top + 2])
    if found := next(filter(None, map(east_asian.names_alone, below)), ()):
        return found
    closing = (line for before, line in pairwise(lines) if line[:1] in "（(" and before[-1:] in "。！？”")
    return next(filter(None, map(east_asian.names_alone, closing)), ())


def _marked_name(names: list[str]) -> list[str]:
    """The first of the marked names; of "Ann Grey Harbour Post" the part that is marked once more inside it, alone."""
    inside = [name for name in names[1:] if name in names[0]]
    if len(inside) == 1 and names[0].startswith(inside[0]) and signatures.is_person(inside[0]):
        return inside
    return names[:1]


def _together(scan: Scan, links: list[int], top: int) -> list[int]:
    """Those of the links to authors that stand in a row, from the first below the headline on; others are teasers'."""
    block_of = scan.elements.block
    first = next((place for place, index in enumerate(links) if block_of[index] >= top), 0)
    row = links[first : first + 1]
    for index in links[first + 1 :]:
        if block_of[index] - block_of[row[-1]] > _APART:
            break
        row.append(index)
    return row


def _window(scan: Scan, top: int) -> list[RawBlock]:
    """The blocks around the headline."""
    return scan.blocks[max(top - _BEFORE, 0) : top + _AFTER]


def _from_headline(window: list[RawBlock], top: int) -> list[RawBlock]:
    """The blocks from the headline on, then those above it, where other stories end."""
    headed = min(top, _BEFORE)
    return [*window[headed:], *window[:headed]]


def _alone(names: Iterable[str]) -> list[str]:
    each = list(dict.fromkeys(names))
    return each if len(each) == 1 else []


def _wrote(scan: Scan, index: int) -> bool:
    """Whether nothing before a name in its line says that who bears it did something else."""
    place, name = scan.elements.block[index], scan.text_of(index)
    if not name or place >= len(scan.blocks):
        return True
    before, found, _ = scan.blocks[place].text.partition(name)
    return not (found and signatures.is_credit(before[-_LONGEST_WORD:]))


def _leads_to_author(scan: Scan, index: int) -> bool:
    address = scan.elements.attributes.value(index, "href").lower()
    return "/aut" in address and bool(_AUTHOR_PAGE.search(address))


def _signed(blocks: Iterable[RawBlock]) -> list[str]:
    """The lines that begin with "By" in some language, and the names that stand under such a word alone."""
    lines = [block.text if len(block.text) < _MAX_LENGTH else "" for block in blocks]
    return [name for line in lines if line and (name := signatures.signed(line))] or _announced(lines)


def _announced(lines: list[str]) -> list[str]:
    """The names that stand in the line under such a word."""
    return [
        name
        for line, after in pairwise(lines)
        if 1 < len(line) <= _LONGEST_WORD
        and after
        and signatures.announces(line)
        and (name := signatures.name_of(after))
    ]


def _beside_date(
    window: list[RawBlock], lines: list[str], first: int, headed: int, language: str | None
) -> Iterator[tuple[str, RawBlock]]:
    """Lines that are a person's name and stand in or next to a line with a date, or over one with her post.

    Before `headed` only in one alone.
    """
    window, lines = window[first:], lines[first:]
    dated = [
        len(line) < _MAX_LENGTH
        and (parse_date(line, origin=Origin.TEXT, language=language) is not None or _AGO.search(line))
        for line in lines
    ]
    for number, (block, line) in enumerate(zip(window, lines, strict=True)):
        told = any(dated[max(number - 2, 0) : number + 3])
        told = told or (first + number > headed and _has_post(line, lines[number + 1 : number + 2]))
        if told and len(line) < _MAX_LENGTH:
            text = signatures.name_of(line)
            if not text or not signatures.is_person(text) or newsrooms.POST.search(text):
                continue
            alone = dated[number] and signatures.only_names(line, [text])
            # What a line of several parts links to is a section more often than a person.
            if alone or (first + number >= headed and (not block.links or line.startswith(text))):
                yield text, block


def _lines(scan: Scan, window: Iterable[RawBlock]) -> list[str]:
    """The texts of blocks; of a short one with a number its parts apart, where only their style keeps them so."""
    return [
        scan.block_apart(block) if len(block.text) < _MAX_LENGTH and _DIGIT.search(block.text) else block.text
        for block in window
    ]


def _has_post(name: str, below: Iterable[str]) -> bool:
    """Whether the line below a name says what who bears it does: "Ports Reporter"."""
    if any(word.isupper() and len(word) > _FEW_LETTERS for word in name.split()):
        return False
    return any(len(line) < _LONGEST_WORD and newsrooms.PROFESSION.search(line) for line in below)


def _closing(scan: Scan) -> Iterator[str]:
    """Lines in bold between the last paragraph and what is none, that are a person's name and nothing else."""
    lengths = [len(text) for text in scan.blocks.texts]
    for place, (before, own, after) in enumerate(zip(lengths, lengths[1:], lengths[2:], strict=False), 1):
        if own < _SIGNATURE and before > _PARAGRAPH >= after:
            block = scan.blocks[place]
            bold = scan.elements.tags[block.element] == "p" and block.bold_chars >= own * 0.9
            if bold and signatures.is_person(block.text) and signatures.name_of(block.text):
                yield block.text


def _names(scan: Scan, indexes: Iterable[int], *, handles: bool = False) -> list[str]:
    """The name that each element gives; `handles` also those that are one word in small letters."""
    found: dict[str, None] = {}
    for index in indexes:
        element = scan.elements[index]
        last = min(element.last_block, element.block + _LINES)
        lines = scan.blocks.texts[element.block : last]
        if len(lines) < 2:
            lines = [scan.apart(element) or element.attributes.get("content", "")]
        names = (signatures.name_of(line, handles=handles) for line in lines if len(line) < _MAX_LENGTH)
        if name := next(filter(None, names), None):
            found.setdefault(name)
    return list(found)
