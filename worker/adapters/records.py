"""Our records as JSON columns and back; NUL and lone surrogates, which Postgres refuses, become U+FFFD."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import orjson

from worker.models import (
    BLANK_LINE,
    Block,
    BlockKind,
    Cut,
    Enclosure,
    Entry,
    Evidence,
    Image,
    Label,
    Origin,
    Precision,
    PublisherTime,
)

_REFUSED = re.compile("[\x00\ud800-\udfff]")
_NUL = rb"\u0000"


def text(value: str) -> str:
    """Return text that Postgres accepts."""
    # nearly all text is fine, and these two looks cost a twentieth of the regular expression
    try:
        value.encode()
    except UnicodeEncodeError:
        return _REFUSED.sub("\ufffd", value)
    return value.replace("\x00", "\ufffd")


def text_or_none(value: str | None) -> str | None:
    """Return text that Postgres accepts, or None."""
    return None if value is None else text(value)


def bigints(values: Iterable[int]) -> str:
    """Return numbers as Postgres writes an array of them: the driver takes six times as long."""
    return "{" + ",".join(map(str, values)) + "}"


def to_json(value: Any) -> str:
    """Return JSON that a jsonb column accepts, of dataclasses too."""
    try:
        encoded = orjson.dumps(value)
    except TypeError:  # a lone surrogate, or a key that is no text
        encoded = _NUL
    return (orjson.dumps(_clean(value)) if _NUL in encoded else encoded).decode()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(str(key)): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _clean(asdict(value))
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN is what differs from itself
        return None
    return value


def entry_to_json(entry: Entry) -> str:
    """Return an entry as JSON."""
    return to_json(entry)


def entry_from_json(payload: dict[str, Any]) -> Entry:
    """Return the entry that entry_to_json wrote."""
    return Entry(
        **{
            **payload,
            "authors": tuple(payload["authors"]),
            "published": _when(payload["published"]),
            "modified": _when(payload["modified"]),
            "labels": tuple(label_from_json(label) for label in payload["labels"]),
            "enclosures": tuple(Enclosure(**one) for one in payload.get("enclosures", ())),
        }
    )


def _when(value: dict[str, Any] | None) -> PublisherTime | None:
    if value is None:
        return None
    return PublisherTime(
        value=datetime.fromisoformat(value["value"]),
        precision=Precision(value["precision"]),
        origin=Origin(value["origin"]),
    )


def label_from_json(value: dict[str, Any]) -> Label:
    """Return a label as it was stored."""
    return Label(text=value["text"], origin=Origin(value["origin"]))


def blocks_to_json(blocks: Iterable[Block]) -> str:
    """Return blocks as consumers read them: kind and place in the text, which has an empty line between them.

    A caption, which the text leaves out, comes with its own text.
    """
    placed: list[dict[str, str | int]] = []
    start = 0
    for block in blocks:
        if block.kind is BlockKind.CAPTION:
            placed.append({"kind": block.kind.value, "text": block.text})
            continue
        end = start + len(block.text)
        placed.append({"kind": block.kind.value, "start": start, "end": end})
        start = end + len(BLANK_LINE)
    return to_json(placed)


def cuts_to_json(cuts: Iterable[Cut], blocks: Iterable[Block]) -> str:
    """Return cuts as consumers read them: `at` is where in the text of these blocks each stood."""
    reached: list[
        int
    ] = []  # the furthest place in the source that was reached before: in these one can be searched for
    places: list[int] = []
    end = 0
    for block in blocks:
        if block.kind is not BlockKind.CAPTION:
            reached.append(max(block.start, reached[-1]) if reached else block.start)
            places.append(end)
            end += len(block.text) + len(BLANK_LINE)
    places.append(max(end - len(BLANK_LINE), 0))
    return to_json(
        [
            {
                "text": cut.text,
                "rule": cut.rule,
                "at": places[bisect_left(reached, cut.place)] if cut.place is not None and reached else None,
            }
            for cut in cuts
        ]
    )


def plain_to_json(records: Iterable[Image | Label | Evidence]) -> str:
    """Return flat records as JSON."""
    return to_json(list(records))
