"""Who a page says wrote it: its JSON-LD and meta tags first, then what it prints; decides nothing."""

import re
from collections.abc import Iterator, Mapping

from worker.core.extract.jsonld import LinkedData
from worker.core.extract.microdata import Microdata
from worker.core.fields.candidates import Candidate
from worker.models import Origin

_METAS = (
    *("author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author", "cxenseparse:author"),
    *("citation_author", "article:author_name", "authors", "og:article:author", "shareaholic:article_author_name"),
    *("article.author", "dcterms.creator", "dc:creator", "creator", "byline", "og:author", "lp.article:author"),
    "sailthru.byline_name",
)
_WRITTEN_BY = re.compile(
    r"(?:written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|napisane przez"
    r"|skrevet av|skrevet af|skriven av|kirjoittanut|yazan|автор|написано)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"^(?:https?:|www\.|/|#|\{|\[|%)|^[a-z_]+(?:\.[a-z_]+){2,}$|\.\d+$")
"""What templates leave in the place of a name: an address, a variable, an account number."""


def author_candidates(metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata) -> list[Candidate]:
    """What the head declares, in order of trust."""
    # ", The Harbour": a form whose field for the name was left empty, with the paper that follows it.
    persons = [name for kind, name in linked.authors if kind.endswith("Person") and not name.startswith(",")]
    others = [name for kind, name in linked.authors if not kind.endswith("Person")]
    named = [name for key in _METAS for name in metas.get(key, ()) if not _PLACEHOLDER.search(name)]
    return [
        Candidate(texts=tuple(persons), origin=Origin.JSONLD, declared=True),
        # Several texts are one name each; one alone may be a list.
        Candidate(texts=tuple(others), origin=Origin.JSONLD, declared=len(others) > 1),
        Candidate(texts=(*named, *inline.said.get("author", ()), *_card(metas)), origin=Origin.META),
    ]


def _card(metas: Mapping[str, list[str]]) -> Iterator[str]:
    """The authors in the labelled lines that WordPress adds for link previews: "Written by", then a name."""
    for number in ("1", "2"):
        label = next(iter(metas.get(f"twitter:label{number}", ())), "")
        if _WRITTEN_BY.match(label):
            yield from metas.get(f"twitter:data{number}", ())[:1]
