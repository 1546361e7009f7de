"""What became of an address: finds its item, who has shown it, and the feeds of its site, and has their story told."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.adapters import why
from worker.adapters.db import Transaction
from worker.core import story
from worker.core.dedupe.verdicts import identity_hash
from worker.core.urls import same_site
from worker.models import FeedOfSite, ItemFound, Sighting


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldAddress:
    """An address with its story and what that rests on."""

    address: str
    item: ItemFound | None
    """None: no feed has shown it."""
    sightings: Sequence[Sighting]
    feeds: Sequence[FeedOfSite]
    """Those of its site, when no feed has shown it."""
    story: story.Story


def tell(tx: Transaction, address: str, *, typed: str) -> ToldAddress:
    """Tell of an address in its one spelling; `typed` is the one in which somebody asked, as a redirect may have it."""
    item = why.item_of(tx, identity_hash(address), [address, typed])
    if item is None:
        feeds = [feed for feed in why.feeds(tx) if _is_of(feed, address)]
        told = story.unknown(address, feeds)
        return ToldAddress(address=address, item=None, sightings=(), feeds=feeds, story=told)
    sightings = why.sightings(tx, item.id)
    told = story.known(item, sightings)
    return ToldAddress(address=item.url or address, item=item, sightings=sightings, feeds=(), story=told)


def _is_of(feed: FeedOfSite, address: str) -> bool:
    return any(same_site(one, address) for one in (feed.url, feed.site_url) if one)
