"""Says whether a text was cut short by its publisher, and why we think so; never guesses from a declaration alone."""

import re
from collections.abc import Sequence

from worker.models import Access, AccessKind, Block, BlockKind

_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\"'”’»)\]]*$")
_MIDDLE = re.compile(r"[^\W_][,;–—-]?$")
_EVIDENCE = 200  # characters of the line that we quote
_END = 60  # characters of an unfinished end that we quote
_LONG = 80  # characters of a paragraph that would end with a full stop if it were whole
_PAID = frozenset({AccessKind.REGISTRATION, AccessKind.SUBSCRIPTION, AccessKind.METERED})


def assess_truncation(
    kept: Sequence[Block], *, proof: str | None, walled: bool, access: Access, unreadable: bool
) -> tuple[bool | None, str | None]:
    """(truncated, evidence) of the article's blocks that are left.

    `proof` is a gate or meter line that ended the text; `walled` says that some wall did. None means that only the
    publisher's declaration speaks for it.
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
    # A signature or an address ends without a full stop as well: it proves something only above an offer.
    middle = walled and len(body[-1].text) >= _LONG and _MIDDLE.search(last)
    if middle or _ELLIPSIS.search(last):
        return True, f"the text ends unfinished: {last[-_END:]}"
    if paid:
        return None, f"declared as {access.declared} ({access.evidence})"
    return False, None
