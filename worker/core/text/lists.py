"""Tells items of lists from sentences by their signs; never looks at a neighbour."""

import re

from worker.core.twins import twin
from worker.models import Block, BlockKind

_TERMINAL = tuple(".!?…。！？؟۔।")
_CLOSING = "\"'”’»›)]」』"
_BULLET = re.compile(r"^\s*[•·‣▪●○◦✓✔➤►→※*+]\s*\S")
_QUOTES = tuple('"“”„«»「『')
_FULL_STOP = re.compile(r"[.。।۔][\"'”’»›)\]」』]*\s*$")
_DENSE = re.compile("[\u2e80-\ud7ff]")
_DASH = re.compile(r"^\s*[–—-]\s*\S")


def is_bullet(block: Block) -> bool:
    """Whether a block is an item of a list, by its markup or its first sign."""
    return block.kind is BlockKind.LIST_ITEM or starts_item(block.text)


def _starts_item(text: str) -> bool:
    """Whether a line is an item of a list by its first sign; a dash before a whole sentence opens speech."""
    return bool(_BULLET.match(text)) or (bool(_DASH.match(text)) and not _ends_sentence(text))


def _ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, quotes and brackets aside."""
    return text.rstrip().rstrip(_CLOSING).endswith(_TERMINAL)


def _ends_with_full_stop(text: str) -> bool:
    """Whether a text ends as a statement does, quotes and brackets aside; a question or a cry does not."""
    return bool(_FULL_STOP.search(text))


def _is_quoted(text: str) -> bool:
    """Whether somebody is quoted in a text, or a title named."""
    # fifteen times as fast as a regular expression
    return any(quote in text for quote in _QUOTES)


def _size(text: str) -> int:
    """Length in letters; those of scripts that write a word with one or two (Chinese, Korean) count twice."""
    return len(text) + (0 if text.isascii() else len(_DENSE.findall(text)))


_MODULE = "worker.core.text._lists"
starts_item = twin(_MODULE, _starts_item)
ends_sentence = twin(_MODULE, _ends_sentence)
ends_with_full_stop = twin(_MODULE, _ends_with_full_stop)
is_quoted = twin(_MODULE, _is_quoted)
size = twin(_MODULE, _size)
