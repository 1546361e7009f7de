"""Reads a page given as plain text: which lines are title, standfirst, caption, byline, topics and date; loses no line.

The shape is that of pages copied or scraped as text: a title, then any of the head's parts in any order, then the
body, then perhaps a wall (which `core/walls.py` cuts). A line that cannot be told stays in the body.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from worker.core.datelines import read_date
from worker.core.fold import fold as _fold

def fold(t): return _fold(t).plain.lower()
from worker.models import Block, BlockKind, Extraction, Image, Label, When

_HEAD = 16  # lines after the title in which we look for the head's parts
_TITLE = 200  # characters
_SHORT = 70  # characters of a byline or a label
_WRAPPED = range(45, 100)  # line lengths of text wrapped by a mail or terminal program

_TERMINAL = re.compile(r"[.!?…。！？؟।:;,][\"'”’»)\]]*$")
_BULLET = re.compile(r"^(?:[•·‣▪●○◦✓✔➤►*]|[–—-])\s+\S")
_CREDIT = re.compile(
    r"[\s(\[|–—-]*(?:\b(?:photo(?:graph)?|image|picture|foto|fotos|imagen|imagem|immagine|bild|kuva|zdjęcie|zdj|fotoğraf"
    r"|фото|фотография|صورة|תצלום|צילום|写真|사진|图片)(?:\s+credits?|nachweis|s)?(?:\s+(?:by|par|de|di|von|door|av|af)\b\s*|\s*:\s*|/\s*)"
    r"|\b(?:credits?|crédits?|créditos?|crediti|quelle)\s*:\s*|©\s*)"
    r"(?P<credit>[^.:;!?]{2,100}?)[.)\]\s]*$",
    re.IGNORECASE,
)
_AGENCY_CREDIT = re.compile(
    r"(?<=[.!?)”\"'])\s*[\[(–—-]?\s*(?P<credit>(?:REUTERS|AFP|AP|EPA|dpa|ANSA|EFE|Getty Images|Shutterstock|Anadolu|Reuters)"
    r"(?:\s?[/|]\s?[^.:;!?]{2,60})?)[.)\]\s]*$"
)
_BY = re.compile(
    r"^(?:by|von|par|por|di|de|da|door|av|af|autor|autora|author|text|texte|written by|przez|yazan|автор|بقلم|מאת|文|글)\s*:?\s+"
    r"(?P<names>\S.*)$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:,|;|\||&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\bja\b|\bve\b|\bи\b|\bi\b)\s*"
)
_NOT_PEOPLE = frozenset(
    [
        "staff",
        "staff",
        "writer",
        "staff",
        "writers",
        "staff",
        "reporter",
        "newsroom",
        "news",
        "desk",
        "editors",
        "editorial",
        "admin",
        "redaktion",
        "redaction",
        "la",
        "redaction",
        "redaccion",
        "redazione",
        "redacao",
        "redactie",
        "reuters",
        "afp",
        "ap",
        "dpa",
        "efe",
        "ansa",
    ]
) | {"staff writer", "staff writers", "staff reporter", "news desk", "web desk", "la redaction", "editorial staff"}
_TOPICS = re.compile(
    r"^(?:topics?(?: covered)?|related topics|tags?|keywords|more on|filed under|themen|schlagworte?|stichworte|mots[- ]cl[ée]s"
    r"|th[èe]mes|sujets|temas|etiquetas|palabras clave|temi|argomenti|tag|assuntos|t[óo]picos|onderwerpen|trefwoorden|tematy|tagi"
    r"|konular|etiketler|темы|теги|emner|ämnen|aiheet|avainsanat|efni|t[ée]mata|štítky|المواضيع|مواضيع|وسوم|موضوعات|برچسب‌?ها|נושאים|תגיות"
    r"|タグ|キーワード|トピック|关键词|标签|關鍵詞|태그|키워드|विषय|टैग)\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PUBLISHER_MARK = re.compile(r"^(?P<mark>[a-z][a-z0-9.-]+)\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    group: int
    """Lines without a blank one between them share it."""


@dataclass(slots=True)
class _Head:
    """The parts found so far."""

    summary: str | None = None
    authors: list[str] = field(default_factory=list)
    published: When | None = None
    image: Image | None = None
    labels: list[Label] = field(default_factory=list)
    left: list[_Line] = field(default_factory=list)
    """Lines between the parts that are none of them: they open the body."""


def extract_text(text: str, *, url: str | None = None) -> Extraction:
    """What a plain-text page says; its body still has whatever wall stands in it."""
    lines = _lines(text)
    title, rest = _title(lines)
    end = _head_end(rest) if title else 0
    head = _read_head(rest[:end], site=_site(url), whole=text)
    body = [*head.left, *rest[end:]]
    return Extraction(
        title=title,
        summary=head.summary,
        authors=tuple(dict.fromkeys(head.authors)),
        published=head.published,
        blocks=tuple(_block(line.text, index) for index, line in enumerate(body)),
        images=(head.image,) if head.image else (),
        labels=tuple(head.labels),
    )


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    group = 0
    open_line = False
    for raw in text.replace("\ufeff", "").splitlines():
        line = " ".join(raw.split())
        if not line:
            group += 1
            open_line = False
        elif open_line and len(lines[-1].text) % 1000 and _continues(lines[-1].text, raw):
            lines[-1] = _Line(f"{lines[-1].text} {line}", group)
            open_line = len(line) in _WRAPPED
        else:
            lines.append(_Line(line, group))
            open_line = len(line) in _WRAPPED
    return lines


def _continues(line: str, following: str) -> bool:
    """Whether a mail program broke one sentence here."""
    return following[:1].islower() and not _TERMINAL.search(line)


def _title(lines: Sequence[_Line]) -> tuple[str | None, list[_Line]]:
    """The first line, unless it reads as prose: then the text is all body."""
    if len(lines) < 2 or len(lines[0].text) > _TITLE or _BULLET.match(lines[0].text):
        return None, list(lines)
    first = lines[0].text
    if first.endswith((".", ",", ";", ":", "。")) and not first.endswith("..."):
        return None, list(lines)
    return first, list(lines[1:])


def _head_end(rest: Sequence[_Line]) -> int:
    """How many lines after the title belong to the head: up to its last part that cannot be body."""
    end = 0
    prose = 0
    index = 0
    while index < min(len(rest), _HEAD):
        if topics := _topics(rest, index):
            index = end = topics[1]
            continue
        if _is_date(rest, index) or _is_byline(rest, index):
            end = index + 1
        elif not _caption(rest[index].text) and _TERMINAL.search(rest[index].text):
            prose += 1
            if prose > 2:
                break
        index += 1
    return end


def _read_head(lines: Sequence[_Line], *, site: str | None, whole: str) -> _Head:
    head = _Head()
    index = 0
    while index < len(lines):
        line = lines[index]
        if topics := _topics(lines, index):
            head.labels += [Label(text=label, origin="text") for label in topics[0]]
            index = topics[1]
            continue
        if found := read_date(line.text):
            head.published = head.published or _when(found)
        elif _is_byline(lines, index):
            head.authors += _people(line.text)
        elif head.image is None and (caption := _caption(line.text) or _uncredited(lines, index)):
            head.image = Image(url="", caption=_unmarked(caption[0], site, whole), credit=caption[1])
        elif head.summary is None and not head.authors and not head.published:
            head.summary = line.text
        else:
            head.left.append(line)
        index += 1
    return head


def _is_date(lines: Sequence[_Line], index: int) -> bool:
    return read_date(lines[index].text) is not None


def _is_byline(lines: Sequence[_Line], index: int) -> bool:
    """A line "By somebody", or a short line that stands twice in the head, as templates print author boxes."""
    text = lines[index].text
    if len(text) > _SHORT or _TERMINAL.search(text):
        return False
    if match := _BY.match(text):
        return match["names"][:1].isupper() or not match["names"][:1].islower()
    near = lines[max(0, index - 3) : index + 4]
    return sum(line.text == text for line in near) > 1


def _people(byline: str) -> list[str]:
    match = _BY.match(byline)
    names = _AND.split(match["names"] if match else byline)
    return [name for name in (name.strip(" .") for name in names) if name and fold(name) not in _NOT_PEOPLE]


def _topics(lines: Sequence[_Line], index: int) -> tuple[list[str], int] | None:
    """(labels, index after them) of a list of topics that starts here."""
    match = _TOPICS.match(lines[index].text)
    if not match or (match["rest"] and not match["colon"]):
        return None
    if match["rest"]:
        return [label.strip() for label in re.split(r"[,;|、]", match["rest"]) if label.strip()], index + 1
    labels: list[str] = []
    end = index + 1
    first = lines[end].group if end < len(lines) else 0
    while end < len(lines) and lines[end].group == first and _is_label(lines, end):
        labels.append(lines[end].text.strip(" ,;"))
        end += 1
    return (labels, end) if labels else None


def _is_label(lines: Sequence[_Line], index: int) -> bool:
    text = lines[index].text
    return len(text) <= _SHORT and not text.endswith((".", "?", "!", ":")) and read_date(text) is None


def _caption(text: str) -> tuple[str, str | None] | None:
    """(caption, credit) of a line that ends in a credit."""
    match = _CREDIT.search(text) or _AGENCY_CREDIT.search(text)
    if match is None or not match["credit"].strip():
        return None
    return text[: match.start()].strip(), match["credit"].strip(" .")


def _uncredited(lines: Sequence[_Line], index: int) -> tuple[str, None] | None:
    """A line right above the byline, without a blank line between, is the caption of the image over it."""
    below = index + 1
    if below < len(lines) and lines[below].group == lines[index].group and _is_byline(lines, below):
        return lines[index].text, None
    return None


def _unmarked(caption: str, site: str | None, whole: str) -> str | None:
    """The caption without the publisher's mark that some sites put before it (``al-monitor US military …``)."""
    match = _PUBLISHER_MARK.match(caption)
    if match is None:
        return caption or None
    mark = match["mark"]
    named = mark == site or any(form in whole for form in (mark.title(), mark.capitalize(), mark.upper()))
    return caption[match.end() :] if named else caption


def _when(found: tuple[datetime, str]) -> When:
    return When(value=found[0], precision=found[1], origin="text")


def _site(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.").split(".")[0] if host else None


def _block(text: str, index: int) -> Block:
    kind = BlockKind.LIST_ITEM if _BULLET.match(text) else BlockKind.PARAGRAPH
    return Block(kind=kind, text=text, start=index)
