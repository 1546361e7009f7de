"""What we know of one address, for a person who asks why its article is not there. It only reads."""

from collections.abc import Sequence

from worker.adapters.db import Transaction
from worker.models import FeedOfSite, ItemFound, Sighting


def item_of(tx: Transaction, url_hash: bytes, spellings: Sequence[str]) -> ItemFound | None:
    """Return the item that an address leads to; `spellings` are those in which a redirect may have named it."""
    rows = tx.rows(ItemFound, "item_of_address", {"hash": url_hash, "spellings": list(spellings)})
    return rows[0] if rows else None


def sightings(tx: Transaction, item_id: int) -> list[Sighting]:
    """Return the feeds that have shown an item, the first to show it first."""
    return tx.rows(Sighting, "sightings_of_item", {"id": item_id})


def feeds(tx: Transaction) -> list[FeedOfSite]:
    """Return every feed."""
    return tx.rows(FeedOfSite, "feeds_and_sites")
