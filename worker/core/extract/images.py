"""The pictures of an article with what stands under them; loads none."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.links import absolute
from worker.core.extract.scan import Element, Scan
from worker.models import Image

_CREDIT = re.compile(
    r"(?:^|[\s(\[|/.–—-])(?:(?:photo(?:graph)?s?|image|picture|foto|fotos|bild|credit|source|quelle|crédits?|kuva|zdjęcie)"
    r"(?:\s*(?::|by|von|par|por|di|/)\s*|\s*credit\s*:?\s*)|©\s*|\(c\)\s*)(?P<who>[^()\[\]|]{2,80})[)\]]?\s*$",
    re.IGNORECASE,
)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "content")
_PICTURES = frozenset(("img", "amp-img"))
_MAX_CAPTION = 600
_MAX_IMAGES = 30


def collect(
    scan: Scan,
    declared: Sequence[tuple[str, str | None, str | None]],
    *,
    url: str | None,
    body: tuple[int, int],
) -> tuple[Image, ...]:
    """The declared pictures, lead first, and captioned ones beside the body.

    `declared` holds (url, caption, credit) as JSON-LD and meta tags give them; `body` is the first and last block of
    the article. A lead picture without a caption takes that of the figure above the text: it is the same one, cropped.
    """
    figures = list(_figures(scan, url=url, body=body))
    images: dict[str, Image] = {}
    for address, caption, credit in declared:
        full = absolute(url, address)
        # JSON-LD lists several crops of the lead picture; others than the first count only with a caption.
        if full and _name(full) not in images and (caption or credit or not images):
            images[_name(full)] = Image(url=full, caption=caption, credit=credit)
    for block, figure in figures[:_MAX_IMAGES]:
        known = images.get(_name(figure.url))
        lead = next(iter(images), None)
        if known is None and lead and images[lead].caption is None and block <= body[0] + 1:
            known, figure_name = images[lead], lead
        else:
            figure_name = _name(figure.url)
        images[figure_name] = Image(
            url=known.url if known else figure.url,
            caption=(known.caption if known else None) or figure.caption,
            credit=(known.credit if known else None) or figure.credit,
        )
    return tuple(images.values())


def _figures(scan: Scan, *, url: str | None, body: tuple[int, int]) -> Iterator[tuple[int, Image]]:
    """Pictures with a caption of their own, and the block at which each stands."""
    tags, blocks = scan.elements.tags, scan.elements.block
    pictures: list[int] = []
    for index in scan.telling:
        if tags[index] in _PICTURES:
            pictures.append(index)
        elif tags[index] == "figcaption" and pictures and body[0] - 15 <= blocks[index] <= body[1]:
            figure = _figure_of(scan, index)
            # few captions are the article's, so it is late that a picture is asked whether it has a source
            picture = next((one for one in reversed(pictures) if _source(scan, one)), -1)
            pictures = [picture] if picture >= 0 else []
            address = absolute(url, _source(scan, picture)) if picture >= 0 else None
            if figure is not None and picture > figure and address:
                text = scan.text_of(index)[:_MAX_CAPTION]
                caption, credit = split_credit(text, _credit_inside(scan, index))
                if caption or credit:
                    yield blocks[index], Image(url=address, caption=caption, credit=credit)
                pictures = []


def _source(scan: Scan, picture: int) -> str:
    source = next(filter(None, (scan.elements.attributes.value(picture, name) for name in _SOURCES)), "")
    return "" if source.startswith("data:") else source


def split_credit(text: str, marked: str | None = None) -> tuple[str | None, str | None]:
    """A caption without the name of who took the picture, and that name; `marked` is what the page marks as such."""
    if marked and text.endswith(marked):
        text = text[: -len(marked)].rstrip(" |/-–—(")
        found = _CREDIT.search(marked)
        return text or None, (found["who"] if found else marked).strip(" .") or None
    found = _CREDIT.search(text)
    if found is None:
        return text or None, None
    return text[: found.start()].strip(" |/-–—([") or None, found["who"].strip(" .") or None


def _credit_inside(scan: Scan, caption: int) -> str | None:
    elements = scan.elements
    for index in range(caption + 1, min(caption + 12, len(elements.tags))):
        if elements.first[index] >= elements.last[caption]:
            break
        said = elements.attributes.value(index, "class"), elements.attributes.value(index, "itemprop")
        names = " ".join(said).lower()
        if "credit" in names or "copyright" in names or "source" in names:
            return scan.text_of(index) or None
    return None


def _figure_of(scan: Scan, index: int) -> int | None:
    element: Element = scan.elements[index]
    for _ in range(4):
        if element.parent < 0:
            return None
        parent = element.parent
        element = scan.elements[parent]
        if element.tag in ("html", "body"):  # its class says of what kind the page is
            return None
        if element.tag == "figure" or element.class_hints & ClassHint.CAPTION:
            return parent
    return None


def _name(address: str) -> str:
    """The file's name: what two crops of one picture share."""
    return urlsplit(address).path.rpartition("/")[2] or address
