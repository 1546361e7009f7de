"""The links of a Link header (RFC 8288, 3): WebSub publishers send their hub in it, some sites their feeds."""

import re

_PARAMETER = r"\s*+;\s*+([\w!#$&+.^`|~*-]++)(?:\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"|([^\s\",;]*+)))?"
_LINK = re.compile(rf"<([^<>]{{1,2048}})>((?:{_PARAMETER})*+)")
_ESCAPED = re.compile(r"\\(.)")
_MOST = 20_000
"""Characters that are read."""


def header_links(value: str) -> list[tuple[str, dict[str, str]]]:
    """(target, parameters by their lower-case names) of each link; of a parameter said twice the first counts."""
    found: list[tuple[str, dict[str, str]]] = []
    for link in _LINK.finditer(value[:_MOST]):
        said: dict[str, str] = {}
        for one in re.finditer(_PARAMETER, link[2]):
            said.setdefault(one[1].lower(), _ESCAPED.sub(r"\1", one[2]) if one[2] else one[3] or "")
        found.append((link[1], said))
    return found
