"""What a case of a feed expects, by word: `keys`, a field of an entry (`0.title`) or of the feed (`feed_title`)."""

from datetime import UTC
from typing import Any

from worker.core.feeds.changes import decide_entries
from worker.models import Entry, ParsedFeed


def wrong(parsed: ParsedFeed, expect: dict[str, Any]) -> dict[str, object]:
    """The words of the expectation that do not hold, with what was found."""
    found = {word: _found(parsed, word) for word in expect}
    return {word: found[word] for word, right in expect.items() if not _agrees(word, found[word], right)}


def _found(parsed: ParsedFeed, word: str) -> object:
    match word:
        case "keys":
            return len(decide_entries(parsed, ()).new)
        case "follows":
            return len(parsed.sitemaps)
        case "urls" | "canonical_plain":
            return [entry.url for entry in parsed.entries]
        case "titles":
            return [entry.title for entry in parsed.entries]
        case "authors":
            return [", ".join(entry.authors) for entry in parsed.entries]
        case "published":
            return [_field(entry, word) for entry in parsed.entries]
        case "authors_min":
            return len(parsed.entries[0].authors)
        case "feed_title" | "feed_kind":
            return getattr(parsed, word.removeprefix("feed_"))
        case "site_url":
            return parsed.site_url
    number, _, field = word.partition(".")
    return _field(parsed.entries[int(number)], field) if int(number) < len(parsed.entries) else "no such entry"


def _field(entry: Entry, name: str) -> object:
    match name:
        case "text_has":
            return f"{entry.summary} {entry.content}"
        case "published" | "modified":
            time = entry.published if name == "published" else entry.modified
            return time.value.astimezone(UTC).isoformat() if time else "None"
        case "labels":
            return [label.text for label in entry.labels]
        case "enclosure":
            return entry.enclosures[0].url if entry.enclosures else ""
        case "credit" | "caption":
            return getattr(entry.enclosures[0], name) if entry.enclosures else ""
    value = getattr(entry, name)
    return list(value) if isinstance(value, tuple) else value


def _agrees(word: str, found: Any, right: Any) -> bool:
    if word == "authors_min":
        return bool(found >= right)
    if word == "published":
        return len(found) == len(right) and all(map(str.startswith, found, right))
    if word.endswith(".text_has"):
        return right in found
    if word.endswith((".published", ".modified")):
        return any(found.startswith(one) for one in ([right] if isinstance(right, str) else right))
    if word == "urls":
        return [one or "" for one in found] == right
    return bool((found or "") == (right or ""))
