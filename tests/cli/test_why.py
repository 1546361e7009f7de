"""newswire why: what became of an address, in plain words, from a database in each state."""

import pytest

from tests.support import run_steps
from tests.support.builders import cleaned, draft, entry, feed, page
from tests.support.database import a_feed, claim, new_item, query
from worker.adapters import articles, feeds, items
from worker.adapters.db import Database
from worker.core.dedupe.verdicts import addresses, identity_hash
from worker.models import Action, Failure, Reason, SeenEntry, State, Step, Transition, Verdict

URL = "https://example.org/news/1"


@pytest.fixture
def db(database):
    made = Database(database)
    yield made
    made.close()


@pytest.fixture
def item_id(db) -> int:
    """An item that feed 1 has shown."""
    feed_id = a_feed(db)
    with db.transaction() as tx:
        items.add(tx, [new_item(URL, feed_id=feed_id)])
        seen = SeenEntry(entry=entry(url=URL), key="example.org/news/1", fingerprint=b"1" * 16)
        feeds.save_entries(tx, feed(id=feed_id), [(seen, identity_hash(URL))])
        return items.with_hashes(tx, [identity_hash(URL)])[0][0]


def end(db: Database, item_id: int, state: State, *, step: Step = Step.FETCH, **fields) -> None:
    (one,) = claim(db, [item_id])
    with db.transaction() as tx:
        items.finish(tx, [Transition(item=one, state=state, **fields)], step=step)


def store(db: Database, item_id: int, *, url: str = URL, page_url: str | None = None) -> None:
    """Take an item all the way to its article."""
    with db.transaction() as tx:
        items.save_pages(tx, [(item_id, page(url=page_url or url))])
    (one,) = claim(db, [item_id])
    result = draft()
    verdict = Verdict(action=Action.CREATE, article_id=item_id, addresses=addresses(one, result, page_url or url))
    with db.transaction() as tx:
        articles.save(tx, [(cleaned(one, result), verdict)], version="1", taxonomy_version="1")
        items.finish(tx, [Transition(item=one, state=State.STORED)], step=Step.CLEAN)


def test_a_stored_article_is_told_with_its_way(db, db_run, item_id):
    store(db, item_id)
    said = db_run("why", URL)
    assert said.code == 0
    assert said.out.startswith(f"{URL}\nFeed 1, https://example.org/feed.xml, first showed it at ")
    assert "Its page came at " in said.out
    assert "answered with status 200." in said.out
    assert f"stored as article {item_id} at " in said.out
    assert "Vote on harbour wall put off." in said.out
    assert said.out.endswith(f"What to do: `newswire articles show {item_id}` shows it.\n")


@pytest.mark.parametrize("spelling", ["example.org/news/1", "http://www.EXAMPLE.org/news/1/?utm_source=mail#top"])
def test_any_spelling_finds_it(db, db_run, item_id, spelling):
    store(db, item_id)
    assert f"article {item_id}" in db_run("why", spelling).out


def test_the_address_that_finally_answered_finds_it(db, db_run, item_id):
    store(db, item_id, page_url="https://example.org/2026/the-vote")
    said = db_run("why", "https://example.org/2026/the-vote")
    assert said.out.startswith(f"{URL}\n")
    assert "answered with status 200 by https://example.org/2026/the-vote." in said.out


def test_what_waits_for_its_time_is_told_with_its_attempts(db, db_run, item_id):
    end(db, item_id, State.PENDING, reason=Reason.TIMEOUT, wait=3600.0, fetch_url="https://other.example/a", host="o")
    said = db_run("why", "https://other.example/a")
    assert said.out.startswith(f"{URL}\n")
    assert "It is redirected to https://other.example/a." in said.out
    assert "After 1 of 5 attempts: Its server did not answer in time. (timeout)" in said.out
    assert "It is due to be fetched at 20" in said.out
    assert f"What to do: {Reason.TIMEOUT.advice}" in said.out


def test_what_is_given_back_has_failed_nothing(db, db_run, item_id):
    end(db, item_id, State.PENDING, reason=Reason.PACED, wait=60.0, counted=False)
    said = db_run("why", URL)
    assert f"Not done yet: {Reason.PACED.meaning} (paced)" in said.out
    assert "attempts" not in said.out


def test_what_is_due_and_what_is_in_hand_are_told_apart(db, db_run, item_id):
    assert "It has been due to be fetched since 20" in db_run("why", URL).out
    claim(db, [item_id])
    assert "A worker has it in hand, to be fetched." in db_run("why", URL).out


def test_a_skipped_page_is_told_with_its_reason(db, db_run, item_id):
    end(db, item_id, State.SKIPPED, reason=Reason.GONE)
    said = db_run("why", URL)
    assert f": {Reason.GONE.meaning} (gone)\nWhat to do: {Reason.GONE.advice}\n" in said.out


def test_where_there_is_nothing_to_do_no_more_is_advised(db, db_run, item_id):
    end(db, item_id, State.SKIPPED, reason=Reason.NOT_A_PAGE)
    assert db_run("why", URL, "--json").json["advice"] == ["Nothing."]


def test_a_word_of_another_version_is_told_as_it_is(db, db_run, database, item_id):
    query(database, "UPDATE newswire.items SET state = 'skipped', reason = 'moonlight'")
    assert ": moonlight.\nWhat to do: Nothing.\n" in db_run("why", URL).out


def test_quarantine_is_told_with_its_error_and_the_way_out(db, db_run, item_id):
    trouble = Failure(error="BadInput", message="odd \x1b[31m bytes")
    end(db, item_id, State.QUARANTINED, step=Step.CLEAN, reason=Reason.BAD_VALUE, error=trouble)
    said = db_run("why", URL)
    assert "It was put into quarantine at 20" in said.out
    assert "The step clean failed after 1 attempts with BadInput: odd  [31m bytes" in said.out
    retry = said.out.split("`newswire ")[-1].split("`")[0]
    assert "1 items" in db_run(*retry.split()).out


def test_a_duplicate_names_its_article(db, db_run, item_id):
    store(db, item_id)
    other = "https://example.org/news/again"
    with db.transaction() as tx:
        items.add(tx, [new_item(other, feed_id=1)])
        second = items.with_hashes(tx, [identity_hash(other)])[0][0]
    end(db, second, State.DUPLICATE, reason=Reason.SAME_PAGE, duplicate_of=item_id)
    said = db_run("why", other)
    assert "its entry is no longer kept." in said.out
    assert f"to be the page of article {item_id}: Vote on harbour wall put off, {URL}." in said.out


def test_json_has_the_same_and_the_rows(db, db_run, item_id):
    store(db, item_id)
    said = db_run("why", URL, "--json").json
    assert said["url"] == URL
    assert (said["item"]["id"], said["item"]["state"]) == (item_id, "stored")
    assert [one["feed_id"] for one in said["sightings"]] == [1]
    assert len(said["story"]) == 3
    assert said["advice"] == [f"`newswire articles show {item_id}` shows it."]


# ── addresses that no feed has shown ──────────────────────────────────────────────────────────────────────────────────


def test_an_address_of_a_stranger_asks_for_its_feed(db, db_run, item_id):
    said = db_run("why", "https://stranger.example/a")
    assert (said.code, said.err) == (1, "")
    assert "None of our feeds is of stranger.example." in said.out
    assert "`newswire feeds add https://stranger.example/`" in said.out
    assert db_run("why", "https://stranger.example/a", "--json").json["item"] is None


FEEDS = [
    ("state = 'active'", "has not been polled yet", "Wait for its first poll."),
    ("last_polled_at = now(), last_status = 'unchanged'", Reason.UNCHANGED.meaning, "`newswire poll https://"),
    (
        "last_polled_at = now(), last_status = 'html_not_feed', last_error = 'a web page'",
        "It is a web page, not a feed. (html_not_feed) a web page",
        Reason.HTML_NOT_FEED.advice,
    ),
    ("state = 'paused'", "is paused.", "`newswire feeds resume 1`"),
    ("state = 'gone'", "is gone", "`newswire feeds add https://www.example.org/`"),
]


@pytest.mark.parametrize(("change", "told", "advice"), FEEDS)
def test_the_feeds_of_its_site_are_told_with_their_last_poll(db, db_run, database, change, told, advice):
    a_feed(db, "https://rss.example.org/all.xml")
    a_feed(db, "https://example.com/feed.xml")
    query(database, f"UPDATE newswire.feeds SET {change} WHERE id = 1")
    said = db_run("why", "https://www.example.org/never-seen")
    assert said.code == 1
    assert "Feed 1, https://rss.example.org/all.xml, is of its site" in said.out
    assert told in said.out
    assert f"What to do: {advice}" in said.out
    assert "example.com" not in said.out


def test_a_feed_in_quarantine_is_told_with_the_way_out(db, db_run, database):
    feed_id = a_feed(db)
    with db.transaction() as tx:
        feeds.quarantine(tx, feed_id, failure=Failure(error="WorkerDied", message="it died"), attempts=5)
    query(database, "UPDATE newswire.feeds SET state = 'quarantined', last_status = 'worker_died'")
    said = db_run("why", URL)
    assert Reason.WORKER_DIED.meaning in said.out
    retry = said.out.split("`newswire ")[-1].split("`")[0]
    assert "1 feeds" in db_run(*retry.split()).out


@pytest.mark.parametrize("wrong", ["", "https://[::1/a", "ftp://example.org/a", "two words", "https://"])
def test_what_is_no_address_is_refused(db_run, wrong):
    said = db_run("why", wrong)
    assert (said.code, said.out) == (2, "")
    shown = wrong or "''"
    assert said.err == f"newswire: not a web address: {shown}\n"


def test_the_sample_sites_ends_are_all_told(world, db_run):
    """Every item that the pipeline itself has ended has a story."""
    made = world.services
    run_steps.add_feeds(made, world.site.feeds)
    run_steps.poll(made, world.url)
    run_steps.to_the_end(made, world.url)
    rows = query(world.url, "SELECT url, state::text, reason FROM newswire.items WHERE url IS NOT NULL")
    assert {state for _, state, _ in rows} >= {"stored", "skipped"}
    for url, state, reason in rows:
        said = db_run("why", url)
        assert said.code == 0
        assert "None" not in said.out
        if state == "skipped":
            assert Reason(reason).meaning in said.out
