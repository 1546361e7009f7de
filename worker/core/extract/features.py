"""Figures of a page's blocks for the block model, computed in bulk; judges nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.layout import HINT_BITS, layout
from worker.core.extract.scan import Scan
from worker.core.fields.titles import key

Floats = NDArray[np.floating[Any]]

WIDTH = 190
"""Columns of a row; the model file says how many it was trained on."""


_SPACE = 8
_KINDS = 9


def _classes() -> NDArray[np.uint8]:
    """Of each character: 1 digit, 2 comma, 3 full stop, 4 quote, 5 other sign, 6 capital, 7 no spaces, 8 space."""
    table = np.zeros(0x10001, np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if character.isdigit():
            table[code] = 1
        elif character.isupper():
            table[code] = 6
    for characters, number in ((",،、，;", 2), (".!?…。！？؟।", 3), ("\"'“”«»„‘’「」", 4), ("|/›»>→©@#•·:–—-+*_", 5)):
        for character in characters:
            table[ord(character)] = number
    table[0x3040:0x3100] = 7
    table[0x3400:0xA000] = 7
    table[0xAC00:0xD7B0] = 7
    table[ord(" ")] = _SPACE
    return table


_CLASSES = _classes()
_CUE_LINES = """\
read see watch listen learn view click find more also related recommended popular latest trending lesen lies \
    mehr siehe lire voir leer lea te leggi anche leia veja les läs læs czytaj zobacz ayrıca читайте lees lue 関連 \
    あわせて 관련 funda
photo photos foto fotos image bild picture credit source quelle crédit video videos kuva zdj фото 写真 사진 \
    quelle: photo: foto: bild: image: credit: source: getty reuters imago
share teilen partager compartir condividi compartilhar del dela udostępnij paylaş tweet facebook whatsapp \
    copy print email e-mail comment comments kommentar kommentare commentaires comentarios commenti yorum leave \
    reply follow
advertisement advertising anzeige werbung publicidad publicité pubblicità annons annonse reklam sponsored © \
    copyright all
subscribe sign log login register newsletter join get download abonnieren jetzt registrieren inscrivez \
    suscríbete iscriviti assine try buy shop start
by von par por di published updated posted last stand veröffentlicht publié publicado
"""
"""First words that boilerplate begins with, a kind a line: related, credit, share, advertising, offer, byline."""
_CUES = {word: number for number, line in enumerate(_CUE_LINES.splitlines(), 1) for word in line.split()}
_CUE_KINDS = max(_CUES.values())


@dataclass(frozen=True, slots=True)
class About:
    """What metadata knows that bears on the question of what is body."""

    title: str
    summary: str
    authors: tuple[str, ...]
    declared_text: str
    """JSON-LD articleBody, '' when the page gives none."""
    news: bool
    """JSON-LD calls it a news article."""
    article: bool
    """JSON-LD or OpenGraph calls it an article."""


def features(scan: Scan, about: About) -> Floats:
    """One row of figures for each block of the page."""
    shape = _shape(scan)
    named, container = layout(scan, np.expm1(shape[0]), shape[2])
    words = _words(scan, about)
    columns = np.concatenate((shape, named, container, words, *_neighbours(shape, named, words)))
    return columns.T


def _shape(scan: Scan) -> Floats:
    """Length, links and kinds of characters of each block, a row for each figure."""
    blocks = scan.blocks
    lengths = np.array([len(block.text) for block in blocks], np.int64)
    codes = np.frombuffer("".join([block.text for block in blocks]).encode("utf-32-le", "replace"), np.uint32)
    kinds = _CLASSES.take(codes, mode="clip")
    ends = np.cumsum(lengths)
    of_block = np.repeat(np.arange(0, len(blocks) * _KINDS, _KINDS), lengths)
    counts = np.bincount(of_block + kinds, minlength=len(blocks) * _KINDS).reshape(-1, _KINDS).T
    words = counts[_SPACE] + 1 + counts[7] / 2.5
    raw = np.array([(b.link_chars, b.links, b.bold_chars) for b in blocks], np.float32).T
    links = np.minimum(raw[0] / lengths, 1)
    return _columns(
        np.log1p(words),
        np.log1p(lengths),
        links,
        raw[1],
        np.minimum(raw[2] / lengths, 1),
        *(counts[1:7] / lengths),
        counts[2] + counts[3],
        kinds[ends - 1],
        kinds[ends - lengths],
        lengths / words,
        words * (1 - links),
    )


def _columns(*figures: NDArray[Any]) -> Floats:
    """Figures of the blocks as the rows of one array."""
    table = np.empty((len(figures), len(figures[0])), np.float32)
    for row, figure in zip(table, figures, strict=True):
        row[:] = figure
    return table


def is_lead(text: str, summary: str) -> bool:
    """Whether a block is the declared summary, or the two share a beginning; a place may stand before it."""
    return len(summary) > 20 and (
        text[:40] in summary or summary[:40] in text or (len(text) > 60 and text[15:55] in summary)
    )


def _words(scan: Scan, about: About) -> Floats:
    """What a block's words say: cues, title, standfirst, byline, the declared body, and whether they come twice."""
    blocks = scan.blocks
    seen = Counter([block.text for block in blocks])
    title, title_length = key(about.title), len(about.title)
    authors, summary, body = about.authors, about.summary, about.declared_text
    rows = []
    headed = -1
    for position, block in enumerate(blocks):
        text = block.text
        length = len(text)
        cue, titled, bylined, declared = 0, False, False, 0
        if length < 200:
            cue = _CUES.get(text.partition(" ")[0].lower(), 0)
            bylined = bool(authors) and any(author in text for author in authors)
            if title and -9 < length - title_length < 9 and key(text) == title:
                titled = True
                headed = position if headed < 0 else headed
        if body and length >= 12:
            declared = 1 if text[:50] in body else -1
        lead = length > 20 and is_lead(text, summary)
        rows.append((cue, titled, lead, bylined, declared, min(seen[text], 4)))
    if headed < 0:
        headed = scan.elements.block[scan.headings[0]] if scan.headings else 0
    cues, *others = zip(*rows, strict=True)
    since = np.clip(np.arange(len(rows)) - headed, -30, 60)
    flags = [np.full(len(rows), flag) for flag in (about.news, about.article)]
    kinds = np.array(cues) == np.arange(1, _CUE_KINDS + 1)[:, None]
    return _columns(*kinds, *map(np.array, others), since, *flags)


def _neighbours(shape: Floats, named: Floats, words: Floats) -> Iterator[Floats]:
    """Shape of the blocks before and after, and how much text stands around."""
    chosen = np.concatenate((shape[[0, 2, 4, 11]], named[HINT_BITS : HINT_BITS + 5], words[:6]))
    n = chosen.shape[1]
    for offset in (-2, -1, 1, 2):
        near = chosen if abs(offset) == 1 else chosen[:5]
        moved = np.full_like(near, -1)
        if abs(offset) < n:
            if offset < 0:
                moved[:, -offset:] = near[:, :offset]
            else:
                moved[:, :-offset] = near[:, offset:]
        yield moved
    mass = shape[-1]
    cumulated = np.concatenate(([0.0], np.cumsum(mass)))
    index = np.arange(n)
    for width in (3, 8):
        before = cumulated[index] - cumulated[np.maximum(index - width, 0)]
        after = cumulated[np.minimum(index + 1 + width, n)] - cumulated[index + 1]
        yield _columns(np.log1p(before), np.log1p(after))
    long = np.flatnonzero(mass >= 20)
    if len(long):
        previous = np.searchsorted(long, index, "left") - 1
        following = np.searchsorted(long, index, "right")
        gap_before = np.where(previous >= 0, index - long[np.maximum(previous, 0)], 30)
        gap_after = np.where(following < len(long), long[np.minimum(following, len(long) - 1)] - index, 30)
    else:
        gap_before = gap_after = np.full(n, 30)
    yield _columns(np.minimum(gap_before, 30), np.minimum(gap_after, 30))
