"""Figures of a page's blocks for the block model, computed in bulk; judges nothing."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.dom import Scan
from worker.core.extract.places import MARK_BITS, places
from worker.core.extract.titles import fold

Floats = NDArray[np.floating[Any]]

WIDTH = 190
"""Columns of a row; the model file says how many it was trained on."""


def _classes() -> NDArray[np.uint8]:
    """Of each character: 1 digit, 2 comma, 3 full stop, 4 quote, 5 other sign, 6 capital, 7 a script without spaces."""
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
"""First words that furniture begins with, a kind a line: related, credit, share, advertising, offer, byline."""
_CUES = {word: number for number, line in enumerate(_CUE_LINES.splitlines(), 1) for word in line.split()}
_CUE_KINDS = max(_CUES.values())


@dataclass(frozen=True, slots=True)
class About:
    """What metadata knows that bears on the question of what is body."""

    title: str
    summary: str
    authors: tuple[str, ...]
    body: str
    """JSON-LD articleBody, '' when the page gives none."""
    news: bool
    """JSON-LD calls it a news article."""
    article: bool
    """JSON-LD or OpenGraph calls it an article."""


def features(scan: Scan, about: About) -> Floats:
    """One row of figures for each block of the page."""
    shape = _shape(scan)
    place, container = places(scan, np.expm1(shape[:, 0]), shape[:, 2])
    words = _words(scan, about)
    own = np.concatenate((shape, place, container, words), axis=1)
    return np.concatenate((own, _neighbours(shape, place, words)), axis=1).astype(np.float32)


def _shape(scan: Scan) -> Floats:
    """Length, links and kinds of characters of each block."""
    blocks = scan.blocks
    texts = [block.text for block in blocks]
    lengths = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = _CLASSES[np.minimum(codes, 0x10000)]
    ends = np.cumsum(lengths)
    starts = ends - lengths
    counts = [np.add.reduceat((kinds == kind).astype(np.int32), starts) for kind in range(1, 8)]
    spaces = np.add.reduceat((codes == 32).astype(np.int32), starts)
    words = spaces + 1 + counts[6] / 2.5
    raw = np.array([(b.link_chars, b.links, b.bold_chars) for b in blocks], np.float32)
    links = np.minimum(raw[:, 0] / lengths, 1)
    return np.stack(
        [
            np.log1p(words),
            np.log1p(lengths),
            links,
            raw[:, 1],
            np.minimum(raw[:, 2] / lengths, 1),
            *(count / lengths for count in counts[:6]),
            counts[1] + counts[2],
            kinds[ends - 1],
            kinds[starts],
            lengths / words,
            words * (1 - links),
        ],
        axis=1,
    ).astype(np.float32)


def is_lead(text: str, summary: str) -> bool:
    """Whether a block is the declared summary, or the two share a beginning; a place may stand before it."""
    return len(summary) > 20 and (
        text[:40] in summary or summary[:40] in text or (len(text) > 60 and text[15:55] in summary)
    )


def _words(scan: Scan, about: About) -> Floats:
    """What a block's words say: cues, title, standfirst, byline, the declared body, and whether they come twice."""
    blocks = scan.blocks
    seen = Counter(block.text for block in blocks)
    title = fold(about.title)
    summary, body = about.summary, about.body
    rows = []
    headed = -1
    for position, block in enumerate(blocks):
        text = block.text
        short = len(text) < 200
        cue, titled, bylined = 0, False, False
        if short:
            cue = _CUES.get(text.partition(" ")[0].lower(), 0)
            bylined = any(author in text for author in about.authors)
            if title and abs(len(text) - len(about.title)) < 9 and fold(text) == title:
                titled = True
                headed = position if headed < 0 else headed
        declared = 0
        if body and len(text) >= 12:
            declared = 1 if text[:50] in body else -1
        lead = len(text) > 20 and is_lead(text, summary)
        rows.append((cue, titled, lead, bylined, declared, min(seen[text], 4)))
    if headed < 0:
        headings = (scan.elements[index] for index in scan.telling if scan.elements[index].tag == "h1")
        headed = next((element.block for element in headings), 0)
    values = np.array(rows, np.float32)
    cues = values[:, :1] == np.arange(1, _CUE_KINDS + 1)
    since = np.clip(np.arange(len(rows)) - headed, -30, 60)[:, None]
    flags = np.full((len(rows), 2), (about.news, about.article))
    return np.concatenate((cues, values[:, 1:], since, flags), axis=1).astype(np.float32)


def _neighbours(shape: Floats, place: Floats, words: Floats) -> Floats:
    """Shape of the blocks before and after, and how much text stands around."""
    chosen = np.concatenate((shape[:, [0, 2, 4, 11]], place[:, MARK_BITS : MARK_BITS + 5], words[:, :6]), axis=1)
    n = len(chosen)
    columns = []
    for offset in (-2, -1, 1, 2):
        moved = np.full_like(chosen, -1)
        if abs(offset) < n:
            if offset < 0:
                moved[-offset:] = chosen[:offset]
            else:
                moved[:-offset] = chosen[offset:]
        columns.append(moved if abs(offset) == 1 else moved[:, :5])
    mass = shape[:, -1]
    cumulated = np.concatenate(([0.0], np.cumsum(mass)))
    index = np.arange(n)
    for width in (3, 8):
        before = cumulated[index] - cumulated[np.maximum(index - width, 0)]
        after = cumulated[np.minimum(index + 1 + width, n)] - cumulated[index + 1]
        columns.append(np.log1p(np.stack((before, after), axis=1)))
    long = np.flatnonzero(mass >= 20)
    if len(long):
        previous = np.searchsorted(long, index, "left") - 1
        following = np.searchsorted(long, index, "right")
        gap_before = np.where(previous >= 0, index - long[np.maximum(previous, 0)], 30)
        gap_after = np.where(following < len(long), long[np.minimum(following, len(long) - 1)] - index, 30)
    else:
        gap_before = gap_after = np.full(n, 30)
    columns.append(np.minimum(np.stack((gap_before, gap_after), axis=1), 30))
    return np.concatenate(columns, axis=1).astype(np.float32)
