"""Whether an element of a page belongs to other stories or to its readers, by the boxes around it; reads no text."""

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import Scan

COMMENTS = int(ClassHint.COMMENT)
OTHERS = int(ClassHint.RELATED | ClassHint.COMMENT | ClassHint.EMBED)
_LEVELS = 8
"""Elements outwards in which such a box is sought."""


def is_foreign(scan: Scan, index: int, top: int, hints: int = OTHERS) -> bool:
    """Whether a box with one of the hints is around an element, and not around the headline, which block `top` prints.

    An `<aside>` is one for `OTHERS`.
    """
    elements = scan.elements
    for _ in range(_LEVELS):
        if index < 0 or elements.block[index] <= top < elements.last_block[index] or elements.last_block[index] < 0:
            return False
        if elements.class_hints[index] & hints or (hints == OTHERS and elements.tags[index] == "aside"):
            return True
        index = elements.parents[index]
    return False
