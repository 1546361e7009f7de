"""New pages of articles that stand, until they are judged, and the count of those that were no article."""

from tests.support.builders import page
from tests.support.database import new_items, query
from worker.adapters import items, maintenance
from worker.models import Reason, State, Step, Transition


def test_a_page_on_trial_stands_beside_the_one_before_until_it_is_accepted(db, database):
    ids = new_items(db, 3)
    with db.transaction() as tx:
        items.save_pages(tx, [(one, page(b"before")) for one in ids])
        items.save_pages(tx, [(one, page(b"new")) for one in ids[:2]], trial=ids[:2])
        loaded = items.load_pages(tx, ids)
        assert [(loaded[one].unpacked().page.body, loaded[one].trial) for one in ids] == [
            (b"new", True),
            (b"new", True),
            (b"before", False),
        ]
        items.accept_pages(tx, [ids[0], ids[2]])
        items.drop_trial_pages(tx, [ids[1]])
        loaded = items.load_pages(tx, ids)
        assert [(loaded[one].unpacked().page.body, loaded[one].trial) for one in ids] == [
            (b"new", False),
            (b"before", False),
            (b"before", False),
        ]
        items.drop_pages(tx, ids)
        assert items.load_pages(tx, ids) == {}
    assert query(database, "SELECT count(*) FROM newswire.trial_pages") == [(0,)]


def test_pages_on_trial_past_their_time_are_deleted(db, database):
    (one,) = new_items(db, 1)
    with db.transaction() as tx:
        items.save_pages(tx, [(one, page())], trial=[one])
    query(database, "UPDATE newswire.trial_pages SET fetched_at = now() - interval '31 days'")
    with db.transaction() as tx:
        assert maintenance.delete_old_pages(tx, days=30) == 1


def test_pages_that_are_no_article_are_counted_over_fetches_until_one_is(db, database):
    (one,) = new_items(db, 1)
    for times, state in ((1, State.PENDING), (2, State.PENDING), (0, State.STORED)):
        query(database, "UPDATE newswire.items SET state = 'fetched', hops = 2")
        with db.transaction() as tx:
            (taken,) = items.claim(tx, [one], State.FETCHED, seconds=60)
            ending = Transition(item=taken, state=state, reason=Reason.CHALLENGE_PAGE, substitutes=times)
            items.finish(tx, [ending], step=Step.CLEAN)
        assert query(database, "SELECT substitutes, hops FROM newswire.items") == [(times, 0 if times else 2)]
    query(database, "UPDATE newswire.items SET substitutes = 3, state = 'pending'")
    with db.transaction() as tx:
        (taken,) = items.claim(tx, [one], State.PENDING, seconds=60)
        assert taken.substitutes == 3
        items.finish(tx, [Transition(item=taken, state=State.FETCHED)], step=Step.FETCH)
    assert query(database, "SELECT substitutes FROM newswire.items") == [(3,)]
