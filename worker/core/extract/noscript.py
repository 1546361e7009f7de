"""A page as browsers with scripts read it: what stands in `noscript` is no markup to them."""

import re

_NOSCRIPT = re.compile(r"<(/?)noscript>?", re.IGNORECASE)


def without_noscript(html: str) -> str:
    """The page without them; libxml2 reads the tags inside, and one that stays open swallows all that follows."""
    kept, end, opened = [], 0, -1
    for found in _NOSCRIPT.finditer(html):
        if not found[1] and opened < 0:
            opened = found.start()
        elif found[1] and opened >= 0:
            kept.append(html[end:opened])
            end, opened = found.end(), -1
    return "".join((*kept, html[end:]))
