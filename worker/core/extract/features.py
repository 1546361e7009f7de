"""The figures by which the block model judges a page's blocks, each with its name; judges nothing itself.

Each group of columns is a table from name to figure, so that a column cannot be without a name or under a wrong one.
The model file stores the names that it was trained on, and loading it compares them with ours.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.layout import Columns, Floats, float_columns, layout, peers_of, read_tree
from worker.core.extract.openings import NO_WORDS, begun, openings
from worker.core.extract.outline import outline
from worker.core.extract.scan import Blocks, Scan
from worker.core.extract.scanner import scan_html
from worker.core.fields.titles import key
from worker.core.twins import twin

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
    table[0xD800:0xE000] = table[ord("?")]  # as which they are encoded
    return table


CLASSES = _classes()
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
CUES = {word: number for number, line in enumerate(_CUE_LINES.splitlines(), 1) for word in line.split()}
CUE_KINDS = ("related", "credit", "share", "advertising", "offer", "byline")


@dataclass(frozen=True, slots=True)
class About:
    """Metadata that helps to tell body from boilerplate."""

    title: str
    summary: str
    authors: tuple[str, ...]
    declared_text: str
    """JSON-LD articleBody, '' when the page gives none."""
    news: bool
    """JSON-LD calls it a news article."""
    article: bool
    """JSON-LD or OpenGraph calls it an article."""


def _features(scan: Scan, about: About, weights: dict[str, float] = NO_WORDS) -> Floats:
    """One row of figures for each block of the page, as `column_names` has them; `weights` are the model's words."""
    columns = _columns(scan, about, weights)
    return np.concatenate(tuple(columns.values())).reshape(len(columns), len(scan.blocks)).T


@cache
def column_names() -> tuple[str, ...]:
    """The names of the columns, which are the same for every page."""
    nothing = About(title="", summary="", authors=(), declared_text="", news=False, article=False)
    return tuple(_columns(scan_html("<p>any"), nothing, NO_WORDS))


def _columns(scan: Scan, about: About, weights: dict[str, float]) -> Columns:
    printed = _shape(scan.blocks)
    tree = read_tree(scan)
    peers = peers_of(scan, tree)
    place = layout(scan, tree, peers, np.expm1(printed["words"]), printed["link_share"])
    own = printed | place | _words(scan, about)
    around = _neighbours(own) | _surroundings(printed["unlinked_words"])
    said = openings(begun(scan.blocks.texts), f"{about.title} {about.summary}", weights)
    return own | around | outline(scan.blocks, tree, peers, own) | said


def _shape(blocks: Blocks) -> Columns:
    """Length, links and kinds of characters of each block."""
    lengths = np.array(list(map(len, blocks.texts)), np.int64)
    codes = np.frombuffer("".join(blocks.texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = CLASSES.take(codes, mode="clip")
    ends = np.cumsum(lengths)
    of_block = np.repeat(np.arange(0, len(blocks) * _KINDS, _KINDS), lengths)
    counts = np.bincount(of_block + kinds, minlength=len(blocks) * _KINDS).reshape(-1, _KINDS).T
    words = counts[_SPACE] + 1 + counts[7] / 2.5
    raw = np.array((blocks.link_chars, blocks.links, blocks.bold_chars), np.float32)
    links = np.minimum(raw[0] / lengths, 1)
    digits, commas, stops, quotes, signs, capitals = counts[1:7]
    return float_columns(
        {
            "words": np.log1p(words),
            "characters": np.log1p(lengths),
            "link_share": links,
            "links": raw[1],
            "bold_share": np.minimum(raw[2] / lengths, 1),
            "digit_share": digits / lengths,
            "comma_share": commas / lengths,
            "stop_share": stops / lengths,
            "quote_share": quotes / lengths,
            "sign_share": signs / lengths,
            "capital_share": capitals / lengths,
            "commas_and_stops": commas + stops,
            "last_character": kinds[ends - 1],
            "first_character": kinds[ends - lengths],
            "word_length": lengths / words,
            "unlinked_words": words * (1 - links),
        }
    )


def is_lead(text: str, summary: str) -> bool:
    """Whether a block is the declared summary, or the two share a beginning; a place may stand before it."""
    return len(summary) > 20 and (
        text[:40] in summary or summary[:40] in text or (len(text) > 60 and text[15:55] in summary)
    )


def _words(scan: Scan, about: About) -> Columns:
    """What a block's words say: cues, title, standfirst, byline, the declared body, and whether they come twice."""
    seen = Counter(scan.blocks.texts)
    title, title_length = key(about.title), len(about.title)
    authors, summary, body = about.authors, about.summary, about.declared_text
    rows = []
    headed = -1
    for position, text in enumerate(scan.blocks.texts):
        length = len(text)
        cue, titled, bylined, declared = 0, False, False, 0
        if length < 200:
            cue = CUES.get(text.partition(" ")[0].lower(), 0)
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
    cues, titles, leads, bylines, declarations, times = (np.array(figures) for figures in zip(*rows, strict=True))
    since = np.clip(np.arange(len(rows)) - headed, -30, 60)
    return float_columns(
        {f"begins_{kind}": cues == number for number, kind in enumerate(CUE_KINDS, 1)}
        | {
            "is_title": titles,
            "is_lead": leads,
            "has_author": bylines,
            "is_declared": declarations,
            "times": times,
            "blocks_since_title": since,
            "news": np.full(len(rows), about.news),
            "article": np.full(len(rows), about.article),
        }
    )


_SEEN_FROM_AFAR = ("words", "link_share", "bold_share", "commas_and_stops", "near_tag_p")
SEEN_FROM_NEAR = (
    *_SEEN_FROM_AFAR,
    *("near_tag_li", "near_tag_h1", "near_tag_h2", "near_tag_h3"),
    *(f"begins_{kind}" for kind in CUE_KINDS),
)


OFFSETS = tuple((len(SEEN_FROM_NEAR if abs(far) == 1 else _SEEN_FROM_AFAR), far) for far in (-2, -1, 1, 2))
"""How many of the figures are told of the block so far away."""
_NEIGHBOURS = tuple(f"{name}@{offset:+}" for count, offset in OFFSETS for name in SEEN_FROM_NEAR[:count])


def _neighbours(own: Mapping[str, Floats]) -> Columns:
    """Some figures of the two blocks before and of the two after; -1 where there is none."""
    near = np.concatenate([own[name] for name in SEEN_FROM_NEAR]).reshape(len(SEEN_FROM_NEAR), -1)
    return dict(zip(_NEIGHBOURS, _moved(near), strict=True))


def _moved(near: Floats) -> Floats:
    """For each of the offsets, so many of the rows as they stand so far on; -1 where there is none."""
    edge = np.full((len(near), max(abs(offset) for _, offset in OFFSETS)), -1, np.float32)
    wide = np.concatenate((edge, near, edge), axis=1)
    start, n = edge.shape[1], near.shape[1]
    return np.concatenate([wide[:count, start + offset : start + offset + n] for count, offset in OFFSETS])


def _surroundings(mass: Floats) -> Columns:
    """How much text stands around each block, and how far the nearest long ones are; `mass`: words without a link."""
    columns: dict[str, NDArray[Any]] = {}
    cumulated = np.concatenate(([0.0], np.cumsum(mass)))
    n = len(mass)
    index = np.arange(n)
    for width in (3, 8):
        before = cumulated[index] - cumulated[np.maximum(index - width, 0)]
        after = cumulated[np.minimum(index + 1 + width, n)] - cumulated[index + 1]
        columns |= {f"words_in_{width}_before": np.log1p(before), f"words_in_{width}_after": np.log1p(after)}
    long = np.flatnonzero(mass >= 20)
    if len(long):
        previous = np.searchsorted(long, index, "left") - 1
        following = np.searchsorted(long, index, "right")
        gap_before = np.where(previous >= 0, index - long[np.maximum(previous, 0)], 30)
        gap_after = np.where(following < len(long), long[np.minimum(following, len(long) - 1)] - index, 30)
    else:
        gap_before = gap_after = np.full(n, 30)
    columns |= {"blocks_since_long": np.minimum(gap_before, 30), "blocks_to_long": np.minimum(gap_after, 30)}
    return float_columns(columns)


features = twin("worker.core.extract._features", _features)
