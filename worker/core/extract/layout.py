"""How the elements around each block are called and how much of the page's text they hold; reads no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.scan import Scan

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

HINT_BITS = 19
_TAGS = {
    tag: 1 << HINT_BITS + position
    for position, tags in enumerate(
        (
            "p", "li dd dt", "h1", "h2", "h3 h4 h5 h6", "div", "td th tr", "blockquote q", "figcaption", "button label",
            "article", "main", "aside", "nav", "footer", "header", "ul ol dl", "table", "figure", "form", "section",
        )
    )
    for tag in tags.split()
}  # fmt: skip
TAG_BITS = 21
_SENTENCE = 8
"""Words from which a block counts as text rather than as a label."""
_NO_DIGITS = str.maketrans("", "", "0123456789")
_LONGEST_CLASSES = 200
"""Characters of classes that are compared: they are kept by the thousand, and a page's may be 10 MB long."""


@dataclass(frozen=True, slots=True)
class _Tree:
    """Of each element, as arrays."""

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


def layout(scan: Scan, words: Floats, links: Floats) -> tuple[Floats, Floats]:
    """Two sets of figures, a row for each: what stands around it is called, and how text is spread there.

    `words` is the number of words of each block, `links` the share of its characters inside links.
    """
    tree = _tree(scan)
    at = np.array([block.element for block in scan.blocks], np.int64)
    near = tree.bits[at] | tree.bits[np.maximum(tree.parents[at], 0)]
    shifts = np.arange(HINT_BITS + TAG_BITS)[:, None]
    names = [(bits >> shifts) & 1 for bits in (near, tree.inherited[at])]
    named = np.concatenate((*names, tree.depth[at][None]), dtype=np.float32)
    return named, np.array(_spread(scan, tree, at, words, links), np.float32)


def _tree(scan: Scan) -> _Tree:
    elements = scan.elements
    first, last = elements.block, [end if end >= 0 else len(scan.blocks) for end in elements.last_block]
    bits = [
        class_hints | _TAGS.get(tag, 0) for class_hints, tag in zip(elements.class_hints, elements.tags, strict=True)
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
    return _Tree(*(np.array(column, np.int64) for column in columns))


def _spread(scan: Scan, tree: _Tree, at: Ints, words: Floats, links: Floats) -> list[NDArray[Any]]:
    """How much of the page's text stands in the elements around each block, and where the block stands in it."""
    n = len(at)
    up = np.maximum(tree.parents[tree.outer[at]], 0)
    upper = np.maximum(tree.parents[tree.outer[up]], 0)
    mass = np.where(words >= _SENTENCE, words * (1 - links) ** 2, 0)
    masses, totals = _sums(mass, tree), _sums(words, tree)
    linked = _sums(words * links, tree)
    peak = float(masses.max(initial=0))
    whole = max(peak, 1.0)
    direct = np.bincount(up, weights=mass, minlength=len(masses))
    best = int(direct.argmax())
    columns = [
        masses[at] / whole,
        masses[up] / whole,
        masses[upper] / whole,
        masses[up] / np.maximum(totals[up], 1),
        masses[upper] / np.maximum(totals[upper], 1),
        linked[up] / np.maximum(totals[up], 1),
        linked[upper] / np.maximum(totals[upper], 1),
        direct[up] / whole,
        direct[up] / max(float(direct[best]), 1.0),
        (tree.last - tree.first)[up],
    ]
    cores = [best]
    for share in (0.5, 0.8):
        # The innermost element that holds so much of the text.
        wide = np.flatnonzero(masses >= share * peak)
        core = int(wide[(masses[wide] - 1e-6 * wide).argmin()])
        cores.append(core)
        columns.append(np.full(n, masses[core] / max(float(totals[core]), 1.0)))
    index = np.arange(n)
    for core in cores:
        start, end = tree.first[core], tree.last[core]
        columns += [
            np.clip(index - start, -20, 40),
            np.clip(end - 1 - index, -20, 40),
            (index >= start) & (index < end),
        ]
    cumulated = np.cumsum(mass) / whole
    columns += [index / n, np.minimum(index, 100), np.minimum(n - index, 100)]
    columns += [cumulated, cumulated - mass / whole, mass / whole]
    columns += _peers(scan, at, up, np.stack((mass / whole, words, links)))
    columns += [np.full(n, np.log1p(n)), np.full(n, np.log1p(whole))]
    return columns


def _sums(values: Floats, tree: _Tree) -> Floats:
    """The sum of a value over the blocks inside each element."""
    cumulated = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(cumulated[tree.last] - cumulated[tree.first], np.float32)


def _peers(scan: Scan, at: Ints, up: Ints, values: Floats) -> list[NDArray[Any]]:
    """How the blocks look that stand in elements of the same name: count, share of the text, mean length and links."""
    ids = same_names(scan, at.tolist(), up.tolist())
    counts = np.bincount(ids)
    share, words, links = (np.bincount(ids, weights=value) for value in values)
    return [np.minimum(counts, 50)[ids], share[ids], (words / counts)[ids], (links / counts)[ids]]


def same_names(scan: Scan, elements: Sequence[int], around: Sequence[int]) -> Ints:
    """A number for each element and the one around it, equal where tags and classes of both are.

    Digits in classes do not count: some sites number their paragraphs there.
    """
    tags, attributes = scan.elements.tags, scan.elements.attributes
    names: dict[tuple[str, str], int] = {}
    named = {
        index: names.setdefault(
            (tags[index], _without_digits(attributes[index].get("class", "")[:_LONGEST_CLASSES])), len(names)
        )
        for index in {*elements, *around}
    }
    pairs: dict[tuple[int, int], int] = {}
    for one, other in zip(elements, around, strict=True):
        pairs.setdefault((named[one], named[other]), len(pairs))
    return np.array([pairs[named[one], named[other]] for one, other in zip(elements, around, strict=True)])


@lru_cache(maxsize=1 << 13)
def _without_digits(classes: str) -> str:
    return classes.translate(_NO_DIGITS)
