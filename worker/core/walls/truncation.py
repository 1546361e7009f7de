"""Says whether the publisher cut a text short, and by what evidence.

A page that only declares that it must be paid for proves nothing: some of those are served whole.
"""

import re
from collections.abc import Sequence

from worker.core.walls.thresholds import UNFINISHED_CHARS
from worker.models import Access, AccessKind, Block, BlockKind

_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\"'”’»)\]]*$")
_MIDDLE = re.compile(r"[^\W_][,;–—-]?$")
_EVIDENCE = 200  # characters of the line that we quote
_END = 60  # characters of an unfinished end that we quote
_PAID = frozenset({AccessKind.REGISTRATION, AccessKind.SUBSCRIPTION, AccessKind.METERED})


def assess_truncation(
    kept: Sequence[Block], *, proof: str | None, walled: bool, access: Access, unreadable: bool
) -> tuple[bool | None, str | None]:
    """(truncated, evidence) of the article's blocks that are left.

    `proof` is a line of the wall at the end that says that there is more; `walled` says that there is such a wall at
    all. None means unknown: only the publisher's declaration speaks for it.
    """
    if unreadable:
        return True, "a part of the body was served as unreadable text"
    if proof:
        return True, f"the text ends at: {proof[:_EVIDENCE]}"
    body = [block for block in kept if block.kind is not BlockKind.CAPTION]
    if not body:
        return None, "nothing is left"
    last = body[-1].text[-_EVIDENCE:].rstrip()
    paid = access.declared in _PAID
    # A signature or an address has no full stop either, so a missing one proves something only above an offer.
    middle = walled and len(body[-1].text) >= UNFINISHED_CHARS and _MIDDLE.search(last)
    if middle or _ELLIPSIS.search(last):
        return True, f"the text ends unfinished: {last[-_END:]}"
    if paid:
        return None, f"declared as {access.declared} ({access.evidence})"
    return False, None
