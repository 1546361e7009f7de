"""The dates that a page prints as text, without any mark: best place first; reads no attribute."""

import re
from collections.abc import Callable, Iterator

from worker.core.extract.scan import Scan
from worker.models import Precision, PublisherTime

NEAR = 12
"""Blocks around the headline among which its date is printed."""
_LINE = 120
"""Characters of a line that may be a date line."""
_LOOKED_AT = 2_000
"""Blocks read of a page; what is printed of the article stands around or after it."""
_DATELINE = re.compile(r"(?:[^\W\d]+ vom )?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9}\.?)\s?\d{4}(?!\d)")
"""The date with which a German text opens: "27.1.2022 - ", "Pressemitteilung vom 25. Januar 2022"."""
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
_DIGIT = re.compile(r"\d")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


def printed_dates(scan: Scan, top: int, read: Callable[[str], PublisherTime | None]) -> Iterator[PublisherTime]:
    """By the headline, which block `top` prints; where the text opens; labelled anywhere; else the page's only day."""
    around = [block.text for block in scan.blocks[max(top - NEAR, 0) : top + NEAR]]
    yield from filter(None, (read(line) for line in around if len(line) < _LINE))
    opened = filter(None, (_DATELINE.match(line) for line in around if len(line) >= _LINE))
    yield from filter(None, (read(begun[0]) for begun in opened))
    lines = [block.text for block in scan.blocks[:_LOOKED_AT] if len(block.text) < 2 * _LINE]
    lines = list(filter(_DIGIT.search, lines))  # no date without one, and the search for labels is slow
    labelled = filter(None, map(_LABELLED.search, lines))
    yield from filter(None, (read(found.string[found.end() :]) for found in labelled))
    days = [when for line in lines if len(line) < _LINE and not _COPYRIGHT.search(line) and (when := read(line))]
    if len({when.value.date() for when in days}) > 1:
        days = [when for when in days if when.precision is Precision.TIME]
    if len({when.value.date() for when in days}) == 1:
        yield days[0]
