"""What one source says a field is; which of them is believed is decided in one place for each field."""

from dataclasses import dataclass

from worker.models import Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One source's word on a field."""

    texts: tuple[str, ...]
    """As printed there: one title, one date, or the names of a byline."""
    origin: Origin
    """What the article will say it was read from."""
    declared: bool = False
    """The source can mean nothing else: a property of the article or an element that marks its author. Of names it
    says that each is one person's, not a list."""
    sure: bool = False
    """Of a byline: it says what it is, or stands where one must; no guess by shape."""
    pieces: tuple[str, ...] = ()
    """Of a heading: the texts between its tags, in order. Of a byline: the lines around it."""
