"""Says whether the publisher cut a text short, and by what evidence: by what is missing, not by a wall that is there.

Many walls stand below a whole text: a register for comments, a meter that has not run out, an offer. And a page that
only declares that it must be paid for proves nothing: some of those are served whole.
"""

import re
from collections.abc import Sequence

from worker.core.text.characters import letters
from worker.core.walls.thresholds import (
    ALONE_SHARE,
    DENSE_SHARE,
    LACKING_SHARE,
    TEASER_LETTERS,
    WEAKLY_PROVED_LETTERS,
    WHOLE_SHARE,
)
from worker.core.walls.told import Proof
from worker.models import Access, AccessKind, Block, BlockKind

_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\"'”’»)\]]*$")
_MIDDLE = re.compile(r"[^\W_][,;–—-]?$")
# Scripts that put no spaces between words.
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff]")
_EVIDENCE = 200  # characters of the line that we quote
_END = 60  # characters of an unfinished end that we quote
_PAID = frozenset({AccessKind.REGISTRATION, AccessKind.SUBSCRIPTION, AccessKind.METERED})


def assess_truncation(
    kept: Sequence[Block],
    *,
    proof: Proof | None,
    walled: bool,
    access: Access,
    unreadable: bool,
    declared_words: int | None = None,
    summary: str | None = None,
) -> tuple[bool | None, str | None]:
    """(truncated, evidence) of the article's blocks that are left.

    `proof` is what in the wall at the end says that there is more; `walled` says that there is such a wall at all.
    None means unknown: only the publisher's declaration speaks for it, or a wall below a text that seems whole.
    """
    if unreadable:
        return True, "a part of the body was served as unreadable text"
    body = [block for block in kept if block.kind is not BlockKind.CAPTION]
    if not body:
        return (True, f"the text ends at: {proof.line[:_EVIDENCE]}") if proof else (None, "nothing is left")
    text = " ".join(block.text for block in body)
    share = _share(text, declared_words)
    if share is not None and share >= WHOLE_SHARE:
        return False, None
    paid = access.declared in _PAID
    asked = bool(proof) or walled or paid
    if share is not None and share <= LACKING_SHARE and asked:
        return True, f"{len(text.split())} of the {declared_words} words that the publisher declares"
    last = body[-1].text[-_EVIDENCE:].rstrip()
    if _ELLIPSIS.search(last) and (proof or paid or _is_short(text)):
        return True, f"the text ends unfinished: {last[-_END:]}"
    if proof and _is_short(text, WEAKLY_PROVED_LETTERS if proof.weak else TEASER_LETTERS):
        return True, f"the text ends at: {proof.line[:_EVIDENCE]}"
    # A signature, an address or a caption has no full stop either: a missing one proves something only of a summary.
    backed = paid or proof or (walled and _MIDDLE.search(last))
    if backed and summary and len(text) <= ALONE_SHARE * len(summary):
        return True, "there is no more of it than its summary"
    if proof:
        return None, f"a wall below a text that seems whole: {proof.line[:_EVIDENCE]}"
    if paid:
        return None, f"declared as {access.declared} ({access.evidence})"
    return False, None


def _is_short(text: str, longest: int = TEASER_LETTERS) -> bool:
    """Whether a text is no longer than a teaser."""
    return len(letters(text)) * (2 if _is_dense(text) else 1) <= longest


def _share(text: str, words: int | None) -> float | None:
    """Share of the declared words that is there; None where none are declared, or words cannot be counted."""
    return len(text.split()) / words if words and not _is_dense(text) else None


def _is_dense(text: str) -> bool:
    return not text.isascii() and len(_DENSE.findall(text)) > DENSE_SHARE * len(text)
