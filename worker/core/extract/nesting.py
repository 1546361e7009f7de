"""How libxml2 nests what a page writes: which tag closes which, ends itself, or is followed by text alone; reads none.

For the compiled scanner, which reads pages by itself. Found by asking libxml2 2.14 tag by tag, as the test does again.
"""

CLOSED_BY = {
    "a": "a fieldset table td th",
    "address": "dd dl dt form li ul",
    "b": "center p td th",
    "big": "p",
    "caption": "col colgroup tbody tfoot thead tr",
    "colgroup": "colgroup tbody tfoot thead tr",
    "dd": "dt",
    "dir": "dd dl dt form ul",
    "dl": "form li",
    "dt": "dd dl",
    "font": "center td th",
    "form": "form",
    "h1": "fieldset form li p table",
    "h2": "fieldset form li p table",
    "h3": "fieldset form li p table",
    "h4": "fieldset form li p table",
    "h5": "fieldset form li p table",
    "h6": "fieldset form li p table",
    "head": "a abbr acronym address b bdo big blockquote body br center cite code dd dfn dir div dl dt em "
    "fieldset font form frameset h1 h2 h3 h4 h5 h6 hr i iframe img kbd li listing map menu ol p pre q s "
    "samp small span strike strong sub sup table tt u ul var xmp",
    "i": "center p td th",
    "legend": "fieldset",
    "li": "li",
    "listing": "dd dl dt fieldset form li table ul",
    "menu": "dd dl dt form ul",
    "ol": "form",
    "option": "optgroup option",
    "p": "address blockquote body caption center col colgroup dd dir div dl dt fieldset form frameset h1 h2 h3 "
    "h4 h5 h6 head hr li listing menu ol p pre table tbody td tfoot th title tr ul xmp",
    "pre": "dd dl dt fieldset form li table ul",
    "s": "p",
    "small": "p",
    "span": "td th",
    "strike": "p",
    "tbody": "tbody tfoot",
    "td": "tbody td tfoot th tr",
    "tfoot": "tbody",
    "th": "tbody td tfoot th tr",
    "thead": "tbody tfoot",
    "tr": "tbody tfoot tr",
    "tt": "p",
    "u": "p td th",
    "ul": "address form menu pre",
}
"""By which start tags an open element is closed."""
PRIORITY = {
    "div": 150,
    "td": 160,
    "th": 160,
    "tr": 170,
    "tbody": 180,
    "tfoot": 180,
    "thead": 180,
    "table": 190,
    "body": 200,
    "head": 200,
    "html": 220,
}
"""An end tag reaches through elements of its own priority and below."""
OTHERS = 100
"""The priority of all others."""
EMPTY = frozenset(
    ("area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link", "meta", "param")
)
ESCAPABLE = frozenset(("title", "textarea"))
"""What holds text and references, no tags."""
RAW = frozenset(("style", "xmp", "iframe", "noembed", "noframes"))
"""What holds text and nothing else; so do `script`, where a comment may hide an end tag, and `plaintext`, for good."""
OF_HEAD = frozenset(("script", "style", "meta", "link", "title", "base"))
"""What opens a head where there is none; all others open a body, but for frames."""
FRAMES = frozenset(("noframes", "frame", "frameset"))
