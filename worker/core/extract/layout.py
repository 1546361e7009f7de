"""Figures of the elements around each block: what they are called, how much of the page's text they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import Elements, Scan

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

Columns = dict[str, Floats]
"""A figure of each block, by its name."""

_HINTS = tuple(hint.name.lower() for hint in ClassHint if hint.name)
_TAG_GROUPS = (
    "p", "li dd dt", "h1", "h2", "h3 h4 h5 h6", "div", "td th tr", "blockquote q", "figcaption", "button label",
    "article", "main", "aside", "nav", "footer", "header", "ul ol dl", "table", "figure", "form", "section",
)  # fmt: skip
TAGS = {tag: 1 << len(_HINTS) + place for place, tags in enumerate(_TAG_GROUPS) for tag in tags.split()}
ARTICLE = TAGS["article"]
NAMES = (*(f"class_{hint}" for hint in _HINTS), *(f"tag_{tags.split()[0]}" for tags in _TAG_GROUPS))
"""What each bit of an element says."""
_NAMES_NEAR, _NAMES_IN, _NAMES_APART = (tuple(f"{where}_{name}" for name in NAMES) for where in ("near", "in", "apart"))
SENTENCE = 8
"""Words from which a block counts as text rather than as a label."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of a page as arrays, one value an element."""

    parents: Ints
    bits: Ints
    """What its own names and tag say."""
    inherited: Ints
    """What they and those of all elements around it say."""
    depth: Ints
    outer: Ints
    """The outermost element that holds the same blocks: some sites wrap each paragraph in three."""
    first: Ints
    last: Ints
    """The blocks inside: first to before last."""


def read_tree(scan: Scan) -> Tree:
    """The elements of a page."""
    return Tree(*_ancestry(scan.elements, len(scan.blocks)))


def peers_of(scan: Scan, tree: Tree) -> Ints:
    """A number for each block, equal where its element and the one around that are called the same."""
    at = np.array(scan.blocks.elements, np.int64)
    return same_names(scan, at.tolist(), np.maximum(tree.parents[tree.outer[at]], 0).tolist())


def layout(scan: Scan, tree: Tree, peers: Ints, words: Floats, links: Floats) -> Columns:
    """Return features of each block: the names of the elements around it, and how the page's text is spread over them.

    `words` is the number of words of each block, `links` the share of its characters inside links.
    """
    at = np.array(scan.blocks.elements, np.int64)
    mass = np.where(words >= SENTENCE, words * (1 - links) ** 2, np.float32(0))
    near = tree.bits[at] | tree.bits[np.maximum(tree.parents[at], 0)]
    return (
        _said(near, _NAMES_NEAR)
        | _said(tree.inherited[at], _NAMES_IN)
        | {"depth": tree.depth[at].astype(np.float32)}
        | _spread(tree, at, peers, (mass, words, links))
    )


def apart(tree: Tree, at: Ints, headed: int) -> Columns:
    """What those elements around each block are called that do not hold the title, which block `headed` has.

    A comment's list says "comments"; so does the body of many a page on which the article may be commented.
    """
    own = np.where((tree.first <= headed) & (headed < tree.last), 0, tree.bits)
    return _said(_handed_down(own, tree.parents)[at], _NAMES_APART)


def _handed_down(bits: Ints, parents: Ints) -> Ints:
    """The bits of each element and of all around it."""
    all_bits = bits.tolist()
    for number, parent in enumerate(parents.tolist()):
        if parent >= 0:
            all_bits[number] |= all_bits[parent]
    return np.array(all_bits, np.int64)


def float_columns(columns: Mapping[str, NDArray[Any]]) -> Columns:
    """The same figures as the model was trained on them: in 32 bits."""
    return {name: np.asarray(figure, np.float32) for name, figure in columns.items()}


def _said(bits: Ints, names: tuple[str, ...]) -> Columns:
    """Each bit as a column."""
    rows = ((bits >> np.arange(len(names))[:, None]) & 1).astype(np.float32)
    return dict(zip(names, rows, strict=True))


def _ancestry(elements: Elements, blocks: int) -> tuple[Ints, ...]:
    """What `Tree` holds, in its order; `blocks` is their number."""
    first, last = elements.block, [end if end >= 0 else blocks for end in elements.last_block]
    bits = [
        class_hints | TAGS.get(tag, 0) for class_hints, tag in zip(elements.class_hints, elements.tags, strict=True)
    ]
    inherited, depth, outer = bits.copy(), [0] * len(bits), list(range(len(bits)))
    for number, parent in enumerate(elements.parents):
        # A parent stands before its children, so what it inherits is known.
        if parent >= 0:
            inherited[number] |= inherited[parent]
            depth[number] = depth[parent] + 1
            if first[number] == first[parent] and last[number] == last[parent]:
                outer[number] = outer[parent]
    columns = (elements.parents, bits, inherited, depth, outer, first, last)
    return tuple(np.array(column, np.int64) for column in columns)


def _spread(tree: Tree, at: Ints, peers: Ints, figures: tuple[Floats, Floats, Floats]) -> Columns:
    """How much of the page's text stands in the elements around each block, and where the block stands in it.

    The element around a block is its parent, and the next one up the parent's; `peers` numbers the blocks by the names
    of both. The figures are mass, which is words that are no label and no link, words and links. A core is an element
    that holds much of the page's mass.
    """
    mass, words, links = figures
    n = len(at)
    up = np.maximum(tree.parents[tree.outer[at]], 0)
    upper = np.maximum(tree.parents[tree.outer[up]], 0)
    masses, totals = _sums(mass, tree), _sums(words, tree)
    linked = _sums(words * links, tree)
    peak = float(masses.max(initial=0))
    whole = max(peak, 1.0)
    direct = np.bincount(up, weights=mass, minlength=len(masses))
    best = int(direct.argmax())
    columns = {
        "own_mass": masses[at] / whole,
        "up_mass": masses[up] / whole,
        "upper_mass": masses[upper] / whole,
        "up_mass_share": masses[up] / np.maximum(totals[up], 1),
        "upper_mass_share": masses[upper] / np.maximum(totals[upper], 1),
        "up_link_share": linked[up] / np.maximum(totals[up], 1),
        "upper_link_share": linked[upper] / np.maximum(totals[upper], 1),
        "up_direct_mass": direct[up] / whole,
        "up_direct_of_best": direct[up] / max(float(direct[best]), 1.0),
        "up_blocks": (tree.last - tree.first)[up],
    }
    cores = {"best": best}
    for percent in (50, 80):
        # The innermost element that holds so much of the text.
        wide = np.flatnonzero(masses >= percent / 100 * peak)
        core = int(wide[(masses[wide] - 1e-6 * wide).argmin()])
        cores[f"core{percent}"] = core
        columns[f"core{percent}_mass_share"] = np.full(n, masses[core] / max(float(totals[core]), 1.0))
    index = np.arange(n)
    for name, core in cores.items():
        start, end = tree.first[core], tree.last[core]
        columns |= {
            f"blocks_after_start_of_{name}": np.clip(index - start, -20, 40),
            f"blocks_to_end_of_{name}": np.clip(end - 1 - index, -20, 40),
            f"in_{name}": (index >= start) & (index < end),
        }
    cumulated = np.cumsum(mass) / whole
    columns |= {
        "position": index / n,
        "blocks_before": np.minimum(index, 100),
        "blocks_after": np.minimum(n - index, 100),
        "mass_to_here": cumulated,
        "mass_before": cumulated - mass / whole,
        "mass": mass / whole,
    }
    columns |= _peers(peers, np.stack((mass / whole, words, links)))
    return float_columns(columns | {"page_blocks": np.full(n, np.log1p(n)), "page_mass": np.full(n, np.log1p(whole))})


def _sums(values: Floats, tree: Tree) -> Floats:
    """The sum of a value over the blocks inside each element."""
    cumulated = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(cumulated[tree.last] - cumulated[tree.first], np.float32)


def _peers(ids: Ints, values: Floats) -> dict[str, NDArray[Any]]:
    """How the blocks look that stand in elements of the same name: count, share of the text, mean length and links."""
    counts = np.bincount(ids)
    mass, words, links = (np.bincount(ids, weights=value) for value in values)
    return {
        "peers": np.minimum(counts, 50)[ids],
        "peers_mass": mass[ids],
        "peers_words": (words / counts)[ids],
        "peers_link_share": (links / counts)[ids],
    }


def same_names(scan: Scan, elements: Sequence[int], around: Sequence[int]) -> Ints:
    """A number for each element and the one around it, equal where both are called the same."""
    names = scan.elements.names
    pairs: dict[tuple[int, int], int] = {}
    called = [(names[one], names[other]) for one, other in zip(elements, around, strict=True)]
    return np.array([pairs.setdefault(pair, len(pairs)) for pair in called])
