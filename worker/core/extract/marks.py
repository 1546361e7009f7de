"""The telling elements by the marks they bear, all kinds in one pass; reads no text and judges nothing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from worker.core.extract.class_hints import ClassHint
from worker.core.twins import twin

_AUTHOR, _DATE, _TITLE = int(ClassHint.AUTHOR), int(ClassHint.DATE), int(ClassHint.TITLE)


class Marks(NamedTuple):
    """Indexes of elements, in reading order."""

    properties: list[int]
    """With an attribute of microdata or RDFa."""
    by_author: list[int]
    """Links that declare the page's author."""
    tags: list[int]
    """Links that declare a topic."""
    named_author: list[int]
    """Called so by their classes, as the next two."""
    named_title: list[int]
    dates: list[int]
    """Times too."""


def marks_of(
    telling: Sequence[int], tags: Sequence[str], attributes: Sequence[Mapping[str, str]], class_hints: Sequence[int]
) -> Marks:
    """What the telling elements are marked as."""
    return Marks(*read_marks(telling, tags, attributes, class_hints, (_AUTHOR, _TITLE, _DATE)))


def _read_marks(
    telling: Sequence[int],
    tags: Sequence[str],
    attributes: Sequence[Mapping[str, str]],
    class_hints: Sequence[int],
    bits: tuple[int, int, int],
) -> tuple[list[int], ...]:
    author, title, date = bits
    return (
        [index for index in telling if "itemprop" in attributes[index] or "property" in attributes[index]],
        [index for index in telling if attributes[index].get("rel") == "author"],
        [index for index in telling if "tag" in attributes[index].get("rel", "").lower().split()],
        [index for index in telling if class_hints[index] & author],
        [index for index in telling if class_hints[index] & title],
        [index for index in telling if tags[index] == "time" or class_hints[index] & date],
    )


read_marks = twin("worker.core.extract._marks", _read_marks)
