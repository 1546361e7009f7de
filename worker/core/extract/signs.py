"""What a page says of its own kind, beside the article's text and metadata; decides nothing."""

from urllib.parse import urlsplit

from worker.core.extract.jsonld import LinkedData
from worker.core.extract.links import absolute
from worker.core.extract.scan import Scan
from worker.core.fields import titles
from worker.models import PageSigns

OPENING = 3_000
"""Characters of the visible text that are handed on: substitutes have hardly any, and consent pages name themselves
in the first lines."""
_HEADINGS = 4
_LONGEST_TITLE = 300
_SAME = 0.5
"""Share of words (F1) from which a declared headline is the page's own, as `fields.titles` has it."""


def read_signs(scan: Scan, linked: LinkedData, *, url: str | None) -> PageSigns:
    """The signs of one page; `url` settles its relative links."""
    metas = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content", "")
        for meta in reversed(scan.metas)  # of several, the first
    }
    head = " ".join(scan.head_title.split())
    named = [text for text in (head, metas.get("og:title", "").strip()) if text]
    headings = [text for index in scan.headings[:_HEADINGS] if (text := scan.text_of(index))]
    opening: list[str] = []
    room = OPENING
    for text in scan.blocks.texts:
        if room <= 0:
            break
        opening.append(text[:room])
        room -= len(text)
    tags, attributes = scan.elements.tags, scan.elements.attributes
    inputs = [index for index in scan.leading if tags[index] == "input"]
    return PageSigns(
        titles=tuple(text[:_LONGEST_TITLE] for text in dict.fromkeys(named)),
        headings=tuple(text[:_LONGEST_TITLE] for text in headings),
        opening=" \n".join(opening),
        characters=sum(map(len, scan.blocks.texts)),
        linked=sum(scan.blocks.link_chars),
        article=_is_article(metas.get("og:type", ""), linked, named),
        website=metas.get("og:type", "").strip().lower() == "website",
        canonical=_canonical(scan, metas.get("og:url", ""), url),
        noindex="noindex" in metas.get("robots", "").lower(),
        password=any(attributes.value(index, "type").lower() == "password" for index in inputs),
    )


def _is_article(kind: str, linked: LinkedData, named: list[str]) -> bool:
    """Whether a page calls itself an article. JSON-LD of a front page lists articles: it must have the page's title."""
    if kind.strip().lower() in ("article", "news.article", "newsarticle"):
        return True
    headline = linked.headline
    return bool(headline) and any(titles.agreement(headline or "", name) >= _SAME for name in named)


def _canonical(scan: Scan, shared: str, url: str | None) -> str | None:
    """The declared address, be it the front page's: `metadata` leaves that out, and here it tells."""
    declared = next((a.get("href") for a in scan.links if "canonical" in a.get("rel", "").lower().split()), None)
    for address in (declared, shared.strip()):
        if address and (joined := absolute(url, address)) and urlsplit(joined).hostname:
            return joined
    return None
