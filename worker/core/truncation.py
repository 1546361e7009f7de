"""Says whether a text was cut short by its publisher, and why we think so; never guesses from a declaration alone."""

import re
from collections.abc import Sequence

from worker.models import Access, Block, BlockKind

_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\"'”’»)\]]*\s*$")
_EVIDENCE = 200  # characters of the line that we quote


def verdict(
    kept: Sequence[Block], *, proof: str | None, access: Access, unreadable: bool
) -> tuple[bool | None, str | None]:
    """(truncated, evidence) of the blocks that are left; `proof` is a gate or meter line that ended the text."""
    if unreadable:
        return True, "a part of the body was served as unreadable text"
    if proof:
        return True, f"the text ends at: {proof[:_EVIDENCE]}"
    body = [block for block in kept if block.kind is not BlockKind.CAPTION]
    if not body:
        return None, "nothing is left"
    last = body[-1].text
    if _ELLIPSIS.search(last):
        return True, f"the text ends unfinished: {last[-60:]}"
    if access.declared in {"registration", "subscription", "metered"}:
        return None, f"declared as {access.declared} ({access.evidence})"
    return False, None
