"""What an entry is known by: its page, its GUID, its title, its time, and the names made of these; decides nothing."""

from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from worker.core.fields import titles
from worker.core.urls import identity
from worker.models import Entry, Precision

Shown = tuple[bytes | None, bytes | None, bytes | None, datetime | None]
"""Page, GUID, title and time of an entry, as the columns of its row have them."""


def plain_key(entry: Entry) -> str:
    """The name of an entry whose page is its own, or that has none."""
    return identity(entry.url) if entry.url else f"guid:{entry.guid}"


def shared_key(entry: Entry) -> str:
    """The name of an entry whose page is that of others too."""
    named = f"guid:{entry.guid}" if own_guid(entry) else place_on_page(entry)
    if not named and not entry.title and not entry.published:
        named = "text:" + _hash(f"{entry.summary}\n{entry.content}").hex()
    return f"{plain_key(entry)} {named or 'title:' + titles.key(entry.title or '')[:200]}"


def page_hash(entry: Entry) -> bytes | None:
    """What the page of an entry is known by; None without one."""
    return _hash(identity(entry.url)) if entry.url else None


def guid_hash(entry: Entry) -> bytes | None:
    """What an entry's GUID is known by; None for one that is only an address over again, its own or a front page."""
    return _hash(entry.guid) if own_guid(entry) else None


def title_hash(entry: Entry) -> bytes | None:
    """What two spellings of one title share."""
    title = titles.key(entry.title) if entry.title else ""
    return _hash(title) if title else None


def shown_of(entry: Entry) -> Shown:
    """How it looks to a later poll."""
    return page_hash(entry), guid_hash(entry), title_hash(entry), entry.published.value if entry.published else None


def moment_of(entry: Entry) -> datetime | None:
    """When it was published, where that is more than a day."""
    return entry.published.value if entry.published and entry.published.precision is not Precision.DAY else None


def place_on_page(entry: Entry) -> str:
    """The place on its page that a GUID names which is otherwise the page's address: '#post-3'."""
    fragment = entry.guid.partition("#")[2]
    return f"#{fragment}" if fragment and entry.url is not None else ""


def own_guid(entry: Entry) -> bool:
    """Whether its GUID is more than an address over again."""
    if entry.url is None:
        return True
    if not entry.guid.lower().startswith(("http:", "https:")):
        return True
    try:
        address = urlsplit(entry.guid)
        same = identity(entry.guid.partition("#")[0]) == identity(entry.url)
    except ValueError:
        return True
    return not same and bool(address.path.strip("/") or address.query or address.fragment)


def _hash(text: str) -> bytes:
    return sha256(text.encode(errors="replace")).digest()
