"""Changed rules come to what is stored, and to nothing that is past their reach."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import pytest

from tests.support import run_steps
from tests.support.builders import cleaned, draft, item, page
from tests.support.database import new_items, query
from worker.adapters import articles, items, reprocessing
from worker.adapters.db import Transaction
from worker.adapters.reprocessing import Retag
from worker.cli import newswire
from worker.errors import UsageError
from worker.models import Action, DueIds, State, Tag, Verdict
from worker.runtime import app, reprocess
from worker.services import Parts, Services
from worker.steps.retag import retag_articles

EVER = datetime(2020, 1, 1, tzinfo=UTC)
TOPIC = "iran-us-tensions"
TAGGED = Tag(topic=TOPIC, source="rule", score=1.0, evidence=())
TAGS = "SELECT article_id, topic FROM news.article_topics"
NOTED = "SELECT taxonomy_version FROM news.articles"


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    services = run_steps.services(database)
    yield services
    services.close()


def store(services: Services, *, text: str = "A quiet day at the harbour. " * 9) -> None:
    """Article 1 with a tag that its text does not bear out, by older rules."""
    services.ensure_topics()  # tags refer to them
    one = cleaned(item(), draft(text=text), tags=(TAGGED,))
    verdict = Verdict(action=Action.CREATE, article_id=1, addresses=((b"1" * 32, "https://example.org/news/1"),))
    with services.db.transaction() as tx:
        articles.save(tx, [(one, verdict)], version="old", taxonomy_version="old")


def delete_bodies(database: str) -> None:
    query(database, "UPDATE news.articles SET text = '', blocks = '[]', wall_cuts = '[]', body_deleted_at = now()")


def test_a_retag_takes_the_tags_that_the_text_no_longer_earns(services, database):
    store(services)
    list(retag_articles(services, [1]))
    assert query(database, TAGS) == []
    assert query(database, NOTED) == [(services.taxonomy.version,)]


LOST = "SELECT kind, lost_topics FROM news.changes ORDER BY id"


def test_consumers_are_told_what_an_article_is_no_longer_about(services, database):
    store(services)
    list(retag_articles(services, [1]))
    list(retag_articles(services, [1]))
    assert query(database, LOST) == [("created", None), ("retagged", [TOPIC])]


def test_a_revision_tells_which_topics_it_took(services, database):
    store(services)
    with services.db.transaction() as tx:
        for kept in ((TAGGED, replace(TAGGED, source="publisher")), (replace(TAGGED, source="publisher"),), (), ()):
            again = cleaned(item(), draft(), tags=kept)
            verdict = Verdict(action=Action.REVISE, article_id=1, changed=("content",))
            articles.save(tx, [(again, verdict)], version="new", taxonomy_version="new")
    lost = [None, None, None, [TOPIC], None]
    assert query(database, LOST) == list(zip(["created", *["revised"] * 4], lost, strict=True))


def test_an_article_whose_body_passed_its_retention_keeps_its_tags(services, database):
    store(services)
    delete_bodies(database)
    which = Retag(version=services.taxonomy.version, since=EVER)
    with services.db.transaction() as tx:
        assert reprocessing.to_retag(tx, which, after=0, limit=9) == []
        assert reprocessing.still_to_retag(tx, [1], version=which.version) == []
        assert reprocessing.latest(tx, since=EVER, limit=9) == []
    list(retag_articles(services, [1]))
    assert query(database, TAGS) == [(1, TOPIC)]
    assert query(database, NOTED) == [("old",)]


def test_a_revision_brings_the_body_back(services, database):
    store(services)
    delete_bodies(database)
    again = cleaned(item(), draft(text="The harbour is open again. " * 9))
    with services.db.transaction() as tx:
        verdict = Verdict(action=Action.REVISE, article_id=1, changed=("content",))
        articles.save(tx, [(again, verdict)], version="new", taxonomy_version="new")
    assert query(database, "SELECT body_deleted_at FROM news.articles") == [(None,)]


def test_tags_are_compared_only_once_no_revision_can_change_them(services, database, monkeypatch):
    """A revision that commits between the two reads: its tags are what consumers know."""
    store(services)
    locked = reprocessing.taggable

    def revised_meanwhile(tx: Transaction, ids: Sequence[int]):
        query(database, "DELETE FROM news.article_topics")
        return locked(tx, ids)

    monkeypatch.setattr(reprocessing, "taggable", revised_meanwhile)
    list(retag_articles(services, [1]))
    assert query(database, "SELECT kind::text FROM news.changes ORDER BY 1") == [("created",)]


@pytest.fixture
def batches(services, database, monkeypatch) -> Iterator[list[DueIds]]:
    """What `newswire retag` rings; a worker of another taxonomy answers each message."""
    others = run_steps.services(database, given=Parts(taxonomy=replace(services.taxonomy, version="theirs")))
    enqueued: list[DueIds] = []

    def enqueue(due_ids: DueIds) -> None:
        enqueued.append(due_ids)
        list(retag_articles(others, due_ids.retag))

    monkeypatch.setattr(app, "enqueue", enqueue)
    monkeypatch.setattr(reprocess, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(reprocess, "_STALLED_SECONDS", 0.05)
    yield enqueued
    others.close()


@pytest.mark.parametrize("looks_before", [0, 1], ids=["the first time", "again"])
def test_a_retag_ends_when_the_workers_tag_by_another_taxonomy(services, database, batches, monkeypatch, looks_before):
    store(services)
    for _ in range(looks_before):
        app.enqueue(DueIds(retag=(1,)))
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", services.settings.require_database())
    with pytest.raises(UsageError, match=f"theirs.*{services.taxonomy.version}.*NEWSWIRE_TOPICS"):
        newswire.main(["retag", "--since", "2020-01-01"], standalone_mode=False)
    assert len(batches) == looks_before + 1


def test_a_reprocess_waits_only_for_what_it_sent(services, database, monkeypatch):
    """Items that other commands and polls bring to cleaning come all the time."""
    first, _ = new_items(services.db, 2, state=State.FETCHED)
    one = cleaned(item(id=first), draft())
    with services.db.transaction() as tx:
        articles.save(
            tx, [(one, Verdict(action=Action.CREATE, article_id=first))], version="old", taxonomy_version="old"
        )
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", services.settings.require_database())
    newswire.main(["reprocess"], standalone_mode=False)


def test_a_reprocess_that_is_started_again_waits_for_what_the_stopped_one_sent(services, database, monkeypatch, capsys):
    ids = claim_and_store(services, 3)
    version = services.cleaner.version
    with services.db.transaction() as tx:
        sent = reprocessing.reprocess_items(tx, version=version, since=EVER, source=None, after=0, limit=2)
        assert (
            reprocessing.already_reprocessing(tx, version=version, since=EVER, source=None, after=0, limit=9)
            == sent
            == ids[:2]
        )
        assert (
            reprocessing.already_reprocessing(tx, version=version, since=EVER, source="nobody", after=0, limit=9) == []
        )
    followed: list[list[int]] = []
    monkeypatch.setattr(
        import_module("worker.cli.reprocess"), "follow", lambda _services, ids, _still, **_: followed.append(ids)
    )
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", services.settings.require_database())
    newswire.main(["reprocess"], standalone_mode=False)
    assert followed == [ids]


def test_reprocess_sends_in_batches_what_other_rules_made(services, database):
    ids = claim_and_store(services, 5)
    sent: list[int] = []
    for _ in range(3):
        with services.db.transaction() as tx:
            sent += reprocessing.reprocess_items(
                tx, version="new", since=EVER, source=None, after=max(sent, default=0), limit=2
            )
    assert sent == ids
    with services.db.transaction() as tx:
        assert reprocessing.still_to_reprocess(tx, ids) == ids
    query(database, "UPDATE newswire.items SET state = 'stored' WHERE id = %s", ids[0])
    with services.db.transaction() as tx:
        assert reprocessing.still_to_reprocess(tx, ids) == ids[1:]


def claim_and_store(services: Services, number: int) -> list[int]:
    """Stored articles by older rules, with their pages."""
    ids = new_items(services.db, number, state=State.STORED)
    with services.db.transaction() as tx:
        decided = [(cleaned(item(id=one), draft()), Verdict(action=Action.CREATE, article_id=one)) for one in ids]
        articles.save(tx, decided, version="old", taxonomy_version="old")
        items.save_pages(tx, [(one, page()) for one in ids])
    return ids
