"""The dates that a page prints as text, without any mark: best place first; reads no attribute."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto

from worker.core.extract.scan import RawBlock, Scan
from worker.models import Precision, PublisherTime

Read = Callable[[str], PublisherTime | None]

NEAR = 12
"""Blocks around the headline among which its date is printed."""
_LINE = 120
"""Characters of a line that may be a date line."""
_LOOKED_AT = 2_000
"""Blocks read of a page; what is printed of the article stands around or after it."""
_NO_PLACE = (
    r"(?:(?:On|In|Since|From|Until|By|After|Before|Am|Im|Seit|Ab|Bis|Vom|Nach|Vor|Au|Depuis|Dès|Après|Desde|Hasta|Dal"
    r"|Dopo|Sinds|Na)\s|(?:Le|El|Il|Op|Den)\s\d)"
)
"""With which a sentence about another day begins: "Am 26. April 1986: In Tschernobyl ..."."""
_PLACE = r"[A-ZÀ-Þ][\w'’.-]{0,20}(?:[ /][A-ZÀ-Þ][\w'’.-]{0,20}){0,3}"
_DATELINE = re.compile(
    r"(?:[^\W\d]+ vom )?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9}\.?)\s?\d{4}(?!\d)"
    rf"|(?!{_NO_PLACE}){_PLACE}(?:,\s?{_PLACE})?,?\s?\(?(?:den |am |le |el |il |op )?"
    r"(?:\d{1,2}(?:er|º|\.)?\s(?:de\s)?[^\W\d_]{3,12}\.?(?:\sde)?|[^\W\d_]{3,12}\.?\s\d{1,2},?|\d{1,2}[./]\d{1,2}[./])"
    r"\s?(?:199[5-9]|20\d\d)(?=\s?[–—:/().]|\s-)"
)
"""The date with which a text opens: "27.1.2022 - ", "Pressemitteilung vom 25. Januar 2022", "HULL, May 3, 2024 –".

None of before the web, which tells of history: "Hiroshima, August 6, 1945:".
"""
_YEAR = re.compile(r"(?:19|20)\d\d")
_OPENS = 80
"""Characters of a paragraph in which such a date stands. To look for a year first is ten times faster."""
_PUBLISHED = (
    r"published|posted|erschienen|veröffentlicht|eingestellt|gepostet|publié|posté|mis en ligne|publicad[oa]"
    r"|pubblicat[oa]|gepubliceerd|geplaatst|opublikowan[oay]|publicera(?:d|t)|publisert|udgivet|offentliggjort"
    r"|julkaistu|опубликован[оа]|yayın(?:lanma)?(?: tarihi)?|notizia del"
    r"|发布|發布|发表|發表|刊登|公開日|掲載日?|投稿日?|配信日?|게시일|등록일|입력|작성일"
)
_LABELLED = re.compile(
    rf"(?:^|[^\w])(?:{_PUBLISHED})(?:日期|时间|時間|于|於|日時)?\s?(?:am|on|le|el|il|op|den|dnia|em|i)?\s?[:：]?\s?"
    r"(?=[^\W\d]{0,12}[ .,]{0,3}\d)"
    r"|(?=(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ \u3000]\d{1,2}:\d\d(?::\d\d)?)?\s?"
    r"(?:更新|发布|發布|发表|發表|公開|配信|掲載))",
    re.IGNORECASE,
)
"""A word for "published" before the date, or an East Asian one after it; the match ends where the date begins."""
_UPDATED = re.compile(
    r"\b(?:updated?|modified|revised|edited|amended|stand)\b|aktualisier|geändert|überarbeitet|mise? à jour|actualis"
    r"|modifi[ée]|actualiza|atualiza|aggiorna|modificat|bijgewerkt|gewijzigd|aktualiz|uppdatera|ändrad|oppdater|opdater"
    r"|päivite|muokattu|обновлен|изменен|оновлен|güncelle|ενημέρωση|ενημερώθηκε|actualizat|frissít|diperbarui|cập nhật"
    r"|更新|修改|수정|업데이트|تحديث|بروزرسانی|به‌روزرسانی|עודכן|อัปเดต|अपडेट|अद्यतन",
)
"""A word for an update, in small letters."""
_UPDATE_STEMS = (
    *("updat", "modif", "revis", "edited", "amended", "stand", "ktual", "ändert", "ändra", "arbeitet", "jour", "ctual"),
    *("atual", "aggiorn", "gewerkt", "wijzig", "pdat", "päivit", "muokat", "новл", "менен", "güncel", "ενημ", "friss"),
    *("baru", "cập", "更", "修", "수정", "업", "تحديث", "روز", "עודכן", "อัป", "अप", "अद्य"),
)
"""One of these is in each of them, and to look for them is ten times faster."""
_FEW_WORDS = 12
"""Spaces in a date line with label, day, clock and name; a sentence has more, or ends in a stop."""
_STOPS = frozenset(".!?…。！？؟।")
_DIGIT = re.compile(r"\d")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


class Printed(Enum):
    """How a text prints a day."""

    LINE = auto()
    """With few other words: a date line, a byline."""
    SENTENCE = auto()
    OPENING = auto()
    """As the date with which a paragraph opens."""


def lines_near(scan: Scan, top: int, *, above: bool) -> Iterator[tuple[RawBlock, str, Printed]]:
    """What may print a day below the headline, which block `top` prints, then `above` it, where other stories end."""
    over = scan.blocks[max(top - NEAR, 0) : top] if above else []
    for block in (*scan.blocks[top : top + NEAR], *reversed(over)):
        text = block.text
        if len(text) < _LINE:
            if _DIGIT.search(text):
                sentence = text[-1] in _STOPS or text.count(" ") > _FEW_WORDS
                yield block, text, Printed.SENTENCE if sentence else Printed.LINE
        elif _YEAR.search(text, 0, _OPENS) and (begun := _DATELINE.match(text)):
            yield block, begun[0], Printed.OPENING


def printed_day(line: str, read: Read) -> tuple[PublisherTime | None, bool]:
    """The day that a line prints, of several the one that it calls published; whether it calls it that of an update."""
    when = read(line)
    if when is None or (updated := _update(line)) is None:
        return when, False
    published = _LABELLED.search(line)
    if published is None:
        return when, True
    if published.start() > updated.start() and (first := read(line[published.end() :])):
        when = first
    return when, False


def called_published(line: str) -> bool:
    """Whether a line says that its day is that of the publication."""
    return _LABELLED.search(line) is not None


def called_updated(line: str) -> bool:
    """Whether a line says that its day is that of an update, and none that of the publication."""
    return _update(line) is not None and _LABELLED.search(line) is None


def _update(line: str) -> re.Match[str] | None:
    low = line.lower()
    return _UPDATED.search(low) if any(stem in low for stem in _UPDATE_STEMS) else None


def printed_elsewhere(scan: Scan, read: Read) -> tuple[Iterator[PublisherTime], Iterator[PublisherTime]]:
    """The days with a label anywhere on the page; its only day, where it prints no other. Both are read when asked."""
    lines = [block.text for block in scan.blocks[:_LOOKED_AT] if len(block.text) < 2 * _LINE]
    lines = list(filter(_DIGIT.search, lines))  # no date without one, and the search for labels is slow
    labelled = filter(None, map(_LABELLED.search, lines))
    return filter(None, (read(found.string[found.end() :]) for found in labelled)), _only_day(lines, read)


def _only_day(lines: Sequence[str], read: Read) -> Iterator[PublisherTime]:
    days = [when for line in lines if len(line) < _LINE and not _COPYRIGHT.search(line) and (when := read(line))]
    if len({when.value.date() for when in days}) > 1:
        days = [when for when in days if when.precision is Precision.TIME]
    if len({when.value.date() for when in days}) == 1:
        yield days[0]
