"""Finds readers' comments by what their elements are called, and shows a page as though it had none; judges no text.

A short article above a hundred comments looks to the model like a teaser above a long text: it must not weigh them.
Of 32,000 words that it took in elements so called, cross-validated, one in a hundred was an article's.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import Blocks, Elements, Scan

_COMMENTS = re.compile(
    r"(?<![^\W_])(?i:comment(?!ar|at|ed)|commentaires|disqus|dsq|acom\d|kommentare|komentarze)|[a-z]Comment(?!ar|at|ed)"
)
"""Names of a thread, of one comment or of a part of one. In many a language the singular is also an opinion piece."""
_OPEN = re.compile(
    r"(?i)(?:no|has|with|allow|show|enable)[-_]?comments?(?![^\W_])"
    r"|(?<![^\W_])comments?[-_](?:open|closed|enabled|disabled|allowed|on|off|count|link)"
)
"""Names by which a theme says of the article that it may be commented."""
_PLACES = 6
"""Elements around comments at most: the thread, its form, the latest ones beside; more are captions called comments."""


def comments(scan: Scan, title: str) -> NDArray[np.bool_]:
    """Which blocks are readers' comments. What holds the page's title is never taken for comments."""
    elements = scan.elements
    hints = np.frombuffer(elements.class_hints, np.int32)
    found: list[tuple[int, int]] = []
    around = set()
    for index in np.flatnonzero(hints & int(ClassHint.COMMENT)).tolist():
        first, last = elements.block[index], elements.last_block[index]
        if last <= max(first, found[-1][1] if found else 0) or not _named(scan, index) or _titled(scan, index, title):
            continue
        found.append((first, last))
        around.add(elements.parents[index])
    said = np.zeros(len(scan.blocks), np.bool_)
    for first, last in found if len(around) <= _PLACES else ():
        said[first:last] = True
    return said


def without(scan: Scan, left_out: NDArray[np.bool_]) -> Scan:
    """The same page as though it had only the other blocks."""
    kept = (~left_out).nonzero()[0].tolist()
    places = np.concatenate(([0], np.cumsum(~left_out))).astype(np.int32)
    elements, blocks = Elements(), Blocks()
    for name, column in vars(scan.elements).items():
        setattr(elements, name, column)
    elements.block = _moved(scan.elements.block, places)
    elements.last_block = _moved(scan.elements.last_block, places)
    blocks.texts = [scan.blocks.texts[place] for place in kept]
    for name in ("elements", "link_chars", "links", "bold_chars"):
        column = getattr(scan.blocks, name)
        setattr(blocks, name, array("i", [column[place] for place in kept]))
    return replace(scan, elements=elements, blocks=blocks)


def _moved(column: Sequence[int], places: NDArray[np.int32]) -> "array[int]":
    at = np.frombuffer(column, np.int32)  # type: ignore[call-overload]
    return array("i", np.where(at < 0, at, places[at]).astype(np.int32).tobytes())


def _named(scan: Scan, index: int) -> bool:
    attributes = scan.elements.attributes
    names = f"{attributes.value(index, 'class')} {attributes.value(index, 'id')}"[:300]
    return _COMMENTS.search(names) is not None and _OPEN.search(names) is None


def _titled(scan: Scan, index: int, title: str) -> bool:
    elements = scan.elements
    if any(index <= heading < elements.after[index] for heading in scan.headings):
        return True
    return title in scan.blocks.texts[elements.block[index] : elements.last_block[index]]
