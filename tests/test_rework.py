"""Changed rules come to what is stored, and to nothing that is past their reach."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from tests import story
from tests.makers import cleaned, draft, item
from tests.story import query
from worker import pipeline
from worker.adapters import articles, rework
from worker.adapters.db import Transaction
from worker.adapters.rework import Retag
from worker.models import Tag, Verdict
from worker.services import Services

EVER = datetime(2020, 1, 1, tzinfo=UTC)
TOPIC = "iran-us-tensions"
TAGGED = Tag(topic=TOPIC, source="rule", score=1.0, evidence=())
TAGS = "SELECT article_id, topic FROM news.article_topics"
NOTED = "SELECT taxonomy_version FROM news.articles"


@pytest.fixture
def made(database: str) -> Iterator[Services]:
    services = story.services(database)
    yield services
    services.close()


def store(made: Services, *, text: str = "A quiet day at the harbour. " * 9) -> None:
    """Article 1 with a tag that its text does not bear out, by older rules."""
    pipeline._know_topics(made)  # tags refer to them
    one = cleaned(item(), draft(text=text), tags=(TAGGED,))
    verdict = Verdict(action="create", article_id=1, addresses=((b"1" * 32, "https://example.org/news/1"),))
    with made.db.transaction() as tx:
        articles.save(tx, [(one, verdict)], version="old", taxonomy_version="old")


def delete_bodies(database: str) -> None:
    query(database, "UPDATE news.articles SET text = '', blocks = '[]', wall_cuts = '[]', body_deleted_at = now()")


def test_a_retag_takes_the_tags_that_the_text_no_longer_earns(made, database):
    store(made)
    list(pipeline.retag_articles(made, [1]))
    assert query(database, TAGS) == []
    assert query(database, NOTED) == [(made.taxonomy.version,)]


def test_an_article_whose_body_passed_its_retention_keeps_its_tags(made, database):
    store(made)
    delete_bodies(database)
    which = Retag(version=made.taxonomy.version, since=EVER)
    with made.db.transaction() as tx:
        assert rework.to_retag(tx, which, after=0, limit=9) == []
        assert rework.count_to_retag(tx, which) == 0
        assert rework.latest(tx, since=EVER, limit=9) == []
    list(pipeline.retag_articles(made, [1]))
    assert query(database, TAGS) == [(1, TOPIC)]
    assert query(database, NOTED) == [("old",)]


def test_a_revision_brings_the_body_back(made, database):
    store(made)
    delete_bodies(database)
    again = cleaned(item(), draft(text="The harbour is open again. " * 9))
    with made.db.transaction() as tx:
        verdict = Verdict(action="revise", article_id=1, changed=("content",))
        articles.save(tx, [(again, verdict)], version="new", taxonomy_version="new")
    assert query(database, "SELECT body_deleted_at FROM news.articles") == [(None,)]


def test_tags_are_compared_only_once_no_revision_can_change_them(made, database, monkeypatch):
    """A revision that commits between the two reads: its tags are what consumers know."""
    store(made)
    locked = rework.taggable

    def revised_meanwhile(tx: Transaction, ids: Sequence[int]):
        query(database, "DELETE FROM news.article_topics")
        return locked(tx, ids)

    monkeypatch.setattr(rework, "taggable", revised_meanwhile)
    list(pipeline.retag_articles(made, [1]))
    assert query(database, "SELECT kind::text FROM news.changes ORDER BY 1") == [("created",)]
