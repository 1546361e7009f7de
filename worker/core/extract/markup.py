"""What HTML's tags and attributes mean to the scanner; reads none."""

from worker.core.extract.class_hints import ClassHint, class_hints

SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "select", "textarea"),
        *("audio", "video", "datalist"),
    )
)
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "o:p", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "u"),
        *("span", "strike", "strong", "sub", "sup", "time", "track", "tt", "var", "wbr", "img", "meta", "link"),
        *("input", "source"),
    )
)
SPECIAL = SKIPPED | {"br", "meta", "link", "title", "html"}
BOLD = frozenset(("b", "strong"))
STYLED = BOLD | {"a", "button"}
TELLING = frozenset(("h1", "time", "img", "figcaption", "figure", "address", "amp-img"))
TELLING_MARKS = int(
    ClassHint.AUTHOR | ClassHint.DATE | ClassHint.TOPIC | ClassHint.CAPTION | ClassHint.LEAD | ClassHint.TITLE
)
NAMES = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type"))
MAX_CLASSES = 200
"""Characters of such a name that are read."""
HIDING = {"hidden": "", "aria-hidden": "true", "style": "none"}
"""Attributes that hide an element when they hold this."""
HIDDEN = int(ClassHint.HIDDEN)
MARKED_TAGS = frozenset(("article", "aside", "nav", "footer", "main", "figcaption", "time", "dialog"))
SECTIONS = frozenset(("subscriptions-section", "amp-access"))
"""Attributes by which an AMP page says who sees an element (amp-subscriptions, amp-access)."""
SHADOW_HOSTS = frozenset(
    (
        *(
            "article",
            "aside",
            "blockquote",
            "body",
            "div",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "main",
        ),
        *("nav", "p", "section", "span"),
    )
)
"""DOM standard, "valid shadow host name"; beside these every custom element, which has a hyphen in its name."""
NO_HINTS = (0, False)
TAG_HINTS = {tag: (class_hints(tag) if tag in MARKED_TAGS else 0, tag in TELLING) for tag in MARKED_TAGS | TELLING}
TELLING_ATTRIBUTES = frozenset(("itemprop", "rel", "property"))
READ = NAMES | HIDING.keys() | TELLING_ATTRIBUTES | {"href"}
