"""Traces: which trace and span the way of an item is, derived from what is stored of it anyway."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """An item's way from a poll to its end, as each step that works on it finds it: nothing here changes under way."""

    item_id: int
    created_at: datetime
    recheck_at: datetime | None
    """Set while its page is looked at again without a word from a feed: each such look is a way of its own."""
    revision: int
    """Of the article that stands; 0 while there is none."""
    fingerprint: bytes | None
    """Of what its feed says of it: news of it begins a new way."""

    def ids(self) -> tuple[int, int]:
        """Return the ids of its trace (128 bits) and of that trace's first span (64 bits), the same in each process."""
        parts = (self.item_id, self.created_at.timestamp(), self.recheck_at and self.recheck_at.timestamp())
        digest = sha256(f"{parts} {self.revision}".encode() + (self.fingerprint or b"")).digest()
        # evenly spread, so that samplers by share take the same traces everywhere; all zeros is no id (W3C)
        return int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1


def shown_address(url: str) -> str:
    """Return an address without what may be a secret: user and password, query, fragment; empty for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
