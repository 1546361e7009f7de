"""The telling elements by the marks they bear, all kinds at once; reads no text and judges nothing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from worker.core.extract.class_hints import ClassHint

_AUTHOR, _DATE, _TITLE = int(ClassHint.AUTHOR), int(ClassHint.DATE), int(ClassHint.TITLE)


class Marked(NamedTuple):
    """Indexes of elements, in reading order."""

    by_author: list[int]
    """Links that declare the page's author."""
    tags: list[int]
    """Links that declare a topic."""
    named_author: list[int]
    """Called so by their classes, as the next two."""
    named_title: list[int]
    dates: list[int]
    """Times too."""


def marked_of(
    related: Mapping[int, str], telling: Sequence[int], tags: Sequence[str], class_hints: Sequence[int]
) -> Marked:
    """What the telling elements are marked as; `related` has what some of them give as `rel`."""
    return Marked(
        by_author=[index for index, rel in related.items() if rel == "author"],
        tags=[index for index, rel in related.items() if "tag" in rel.lower().split()],
        named_author=[index for index in telling if class_hints[index] & _AUTHOR],
        named_title=[index for index in telling if class_hints[index] & _TITLE],
        dates=[index for index in telling if tags[index] == "time" or class_hints[index] & _DATE],
    )
