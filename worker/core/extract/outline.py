"""Figures of how a page is divided: what stands with its title, under which heading, in which of several like parts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.layout import ARTICLE, Columns, Floats, Ints, Tree, apart, float_columns
from worker.core.extract.scan import Blocks

FAR = 60
"""Blocks from which on a distance is all the same."""
HEADING = 60
"""Characters of the longest line that is read as the heading of what follows."""
PARTS = 3
"""Like parts side by side from which they are a list: of comments, of teasers, of products."""
PART_WORDS = 12
"""Words from which an element is such a part, and no menu's line."""
STORY_WORDS = 80
"""Words from which an element may be a story: of two side by side the second is another one."""
LONG = 20
"""Words of a block that is surely no label."""
NAME_BITS = 44
LABEL = 2.2
"""Words, as log1p, of the longest line that is a label."""
_CUE_LINES = """\
comment comments commentary reply replies responses discussion thoughts kommentar kommentare kommentarer kommentek \
    commentaires comentario comentarios comentários commenti reacties komentarze komentáře yorum yorumlar \
    комментарии коментарі комментариев コメント 评论 留言 評論 网友评论 댓글 diskussion \
    leserkommentare antworten réactions
related recommended recommendations more popular trending latest next also similar featured mehr weitere \
    ähnliche lesen meistgelesen beliebt neueste auch lire aussi articles plus más relacionadas relacionados noticias \
    leer leia mais veja leggi anche altri meer lees ook verwandte artikel polecane czytaj także zobacz benzer ilgili \
    читайте также похожие новости 関連 関連記事 相关 相关阅读 推荐 热门 関連ニュース 관련기사 les lue læs mest
newsletter subscribe sign follow share download shop buy donate support cookies cookie privacy advertisement \
    sponsored anzeige abonnieren teilen partager compartir datenschutz abonnez contact kontakt impressum about author \
    autor autorin bio tags categories archives archive search login log categorías kategorien schlagwörter
"""
"""Words of headings over what is no part of the article, a kind a line: comments, other articles, offers."""
CUES = {word: number for number, line in enumerate(_CUE_LINES.splitlines(), 1) for word in line.split()}
KINDS = ("comments", "others", "offers")


def outline(blocks: Blocks, tree: Tree, peers: Ints, own: Columns) -> Columns:
    """The figures of all blocks; `peers` numbers them by their names, `own` are the figures of each block alone."""
    at = np.array(blocks.elements, np.int64)
    headed = int(np.abs(own["blocks_since_title"]).argmin())
    text = np.concatenate(([0.0], np.cumsum(np.expm1(own["words"]))))
    # Parent and name of each element in one number: names are 36 bits, and no page has so many elements.
    names = (tree.parents << NAME_BITS) | tree.bits
    return apart(tree, at, headed) | float_columns(
        _kinship(tree, at, headed)
        | _headings(blocks, own)
        | _peers(peers, own["unlinked_words"])
        | _parts(tree, text, names)
        | _stories(tree, text, names, headed)
        | _stamps(own)
        | _way(own, headed)
    )


def _kinship(tree: Tree, at: Ints, headed: int) -> dict[str, NDArray[Any]]:
    """How many elements a block shares with the title, and how many of those around the title it lacks."""
    index = np.arange(len(at))
    around: list[int] = []
    element = int(at[headed])
    while element >= 0:
        around.append(element)
        element = int(tree.parents[element])
    chain = np.array(around)
    shared = ((tree.first[chain][:, None] <= index) & (index < tree.last[chain][:, None])).sum(0)
    return {"title_apart": np.minimum(len(chain) - shared, 20), "title_shared": np.minimum(shared, 20)}


def _headings(blocks: Blocks, own: Columns) -> dict[str, NDArray[Any]]:
    """How many blocks ago the last heading stood, and the last one of each kind."""
    n = len(blocks)
    index = np.arange(n)
    kinds = np.zeros(n, np.int64)
    tags = own["near_tag_h2"] + own["near_tag_h3"] + own["near_tag_h1"]
    heads = (tags > 0) | ((own["words"] < LABEL) & (own["link_share"] < 0.5))
    for number in np.flatnonzero(heads).tolist():
        text = blocks.texts[number]
        if len(text) <= HEADING:
            kinds[number] = max((CUES.get(word.strip(":()"), 0) for word in text.lower().split()), default=0)
    columns: dict[str, NDArray[Any]] = {
        "since_heading": _since(tags > 0, index),
        "since_h1": _since(own["near_tag_h1"] > 0, index),
        "h1_before": np.minimum(np.cumsum(own["near_tag_h1"] > 0), 10),
    }
    for kind, name in enumerate(KINDS, 1):
        columns[f"since_{name}"] = _since((kinds == kind) & heads, index)
        columns[f"since_{name}_heading"] = _since((kinds == kind) & (tags > 0), index)
    return columns


def _since(marked: NDArray[np.bool_], index: Ints) -> Ints:
    last = np.maximum.accumulate(np.where(marked, index, -FAR))
    return np.minimum(index - last, FAR)


def _peers(ids: Ints, words: Floats) -> dict[str, NDArray[Any]]:
    """Where the blocks of one name stand, how densely from first to last, and how many names have more text."""
    index = np.arange(len(ids))
    counts, mass = np.bincount(ids), np.bincount(ids, weights=words)
    last = np.zeros(len(counts), np.int64)
    last[ids] = index
    _, first = np.unique(ids, return_index=True)
    return {
        "peers_heavier": (len(mass) - np.searchsorted(np.sort(mass), mass, "right"))[ids],
        "peers_density": (counts / (last - first + 1))[ids],
        "peers_since_first": np.minimum(index - first[ids], FAR),
        "peers_to_last": np.minimum(last[ids] - index, FAR),
    }


def _parts(tree: Tree, text: NDArray[np.float64], names: Ints) -> dict[str, NDArray[Any]]:
    """In how many like parts the text around a block comes: the parts are elements of one name in one parent.

    `text` is how many words stand before each block.
    """
    held = text[tree.last] - text[tree.first]
    parts = np.flatnonzero((tree.last - tree.first >= 2) & (held >= PART_WORDS))
    _, which, counts = np.unique(names[parts], return_inverse=True, return_counts=True)
    usual = np.bincount(which, weights=held[parts]) / counts
    inner, outer, length, words = np.zeros((4, len(text) - 1))
    for place in np.flatnonzero(counts[which] >= PARTS).tolist():
        # A part stands before those inside it.
        part, kind = parts[place], which[place]
        blocks = slice(tree.first[part], tree.last[part])
        inner[blocks] = counts[kind]
        outer[blocks] = np.where(outer[blocks] == 0, counts[kind], outer[blocks])
        length[blocks] = usual[kind]
        words[blocks] = held[part]
    return {
        "parts": np.minimum(inner, 50),
        "parts_outside": np.minimum(outer, 50),
        "part_words": np.log1p(length),
        "part_words_own": np.log1p(words),
    }


def _stories(tree: Tree, text: NDArray[np.float64], names: Ints, headed: int) -> dict[str, NDArray[Any]]:
    """Whether a block stands in the story of the title, and how many stories were over before it.

    Stories are `article` elements, and elements of one name in one parent, of so many words. `text` is how many words
    stand before each block.
    """
    long = np.flatnonzero(text[tree.last] - text[tree.first] >= STORY_WORDS)
    _, which, counts = np.unique(names[long], return_inverse=True, return_counts=True)
    n = len(text) - 1
    columns: dict[str, NDArray[Any]] = {}
    for name, found in (("article", long[(tree.bits[long] & ARTICLE) > 0]), ("twin", long[counts[which] > 1])):
        inside, before = np.zeros(n), np.zeros(n)
        titled, end = False, 0
        for first, last in zip(tree.first[found].tolist(), tree.last[found].tolist(), strict=True):
            if first < end:
                continue
            # Outer ones stand before those inside them.
            end = last
            inside[first:last] = 1 if first <= headed < last else -1
            titled = titled or first <= headed < last
            before[last:] += 1
        columns |= {
            f"{name}s_before": np.minimum(before, 20),
            f"in_titled_{name}": inside if titled else np.abs(inside) * 2,
        }
    return columns


def _stamps(own: Columns) -> dict[str, NDArray[Any]]:
    """How many short lines with figures, and how many short lines at all, stand around: comments come with dates."""
    short = own["words"] < LABEL
    columns: dict[str, NDArray[Any]] = {}
    for name, marked in (("stamps", short & (own["digit_share"] > 0.12)), ("labels", short)):
        summed = np.concatenate(([0], np.cumsum(marked)))
        index, n = np.arange(len(short)), len(short)
        columns[f"{name}_before"] = summed[index] - summed[np.maximum(index - 6, 0)]
        columns[f"{name}_after"] = summed[np.minimum(index + 7, n)] - summed[index + 1]
    return columns


def _way(own: Columns, headed: int) -> dict[str, NDArray[Any]]:
    """How much text stands between the title and a block, and the longest stretch without any: where it ends."""
    words = np.expm1(own["words"]) * (1 - own["link_share"]) ** 2
    passed = np.cumsum(words) - words
    since = passed - passed[headed]
    index = np.arange(len(words))
    last = np.maximum.accumulate(np.where(words >= LONG, index, -1))
    before = np.concatenate(([-1], last[:-1]))
    gaps = np.where((words >= LONG) & (before >= headed) & (index > headed), index - before - 1, 0)
    return {
        "words_since_title": np.sign(since) * np.log1p(np.abs(since)),
        "share_since_title": since / max(float(words.sum()), 1.0),
        "largest_gap": np.minimum(np.maximum.accumulate(gaps), 40),
    }
