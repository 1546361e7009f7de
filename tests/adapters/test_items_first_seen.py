"""When an entry was first seen, which stands for a date that cannot be."""

from datetime import UTC, datetime

from tests.support.builders import entry
from tests.support.database import a_feed, new_item, query
from worker.adapters import feeds, items
from worker.core.dedupe.verdicts import identity_hash
from worker.core.feeds.changes import key_of
from worker.models import PublisherTime, SeenEntry


def test_a_date_that_cannot_be_is_when_any_feed_first_had_the_entry(db, database):
    first, second = a_feed(db), a_feed(db, "https://example.org/other.xml")
    url = "https://example.org/news/1"
    wrong = PublisherTime(value=datetime(2099, 1, 1, tzinfo=UTC), precision="time", origin="feed")
    with db.transaction() as tx:
        items.add(tx, [new_item(url, feed_id=first)])
    for feed_id in (first, second):
        with db.transaction() as tx:
            (claimed,) = feeds.claim(tx, [feed_id], seconds=60)
            said = entry(url=url, published=wrong)
            feeds.save_entries(
                tx, claimed, [(SeenEntry(entry=said, key=key_of(said), fingerprint=b"f"), identity_hash(url))]
            )
            ((item_id, _, _),) = items.with_hashes(tx, [identity_hash(url)])
    query(
        database,
        "UPDATE newswire.entries SET first_seen_at = '2026-11-01 12:00Z' WHERE feed_id = %s RETURNING 1",
        first,
    )
    with db.transaction() as tx:
        (kept,) = items.load_entries(tx, [item_id]).values()
    assert kept.published == PublisherTime(
        value=datetime(2026, 11, 1, 12, tzinfo=UTC), precision="time", origin="first_seen"
    )
