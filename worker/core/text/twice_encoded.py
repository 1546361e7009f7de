"""Text that was UTF-8, taken for Windows-1252 and written as UTF-8 again ("CafÃ©") → what it was: all or nothing."""

import codecs
import re

# How letters of Latin alphabets and typographic signs look then. Nobody writes these pairs.
_SURE = re.compile("Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf˜™œ“”¦¢]")
# Other alphabets: a letter with an accent before a sign is odd, and three are no chance.
_LIKELY = re.compile("[ÎÏÐÑ×ØÙÚÛàáâãäåæçèéêë][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_LEAST = 3


def read_once(text: str) -> str:
    """`text` as it was before, if every character beyond ASCII is a part of what came of one; else as it is."""
    if text.isascii() or (_SURE.search(text) is None and len(_LIKELY.findall(text)) < _LEAST):
        return text
    try:
        return text.encode("cp1252", _UNUSED).decode("utf-8")
    except UnicodeError:
        return text


def _unused(error: UnicodeError) -> tuple[bytes, int]:
    """Five bytes that Windows-1252 leaves free, as browsers read them."""
    if not isinstance(error, UnicodeEncodeError) or ord(error.object[error.start]) > 0xFF:
        raise error
    return bytes([ord(error.object[error.start])]), error.start + 1


_UNUSED = "newswire.unused"
codecs.register_error(_UNUSED, _unused)
