"""Each kind of data goes when its own time has come, and nothing else goes with it."""

import psycopg
import pytest

from tests.support.builders import cleaned, draft, item
from worker.adapters import articles, changes, sketches
from worker.cli import newswire
from worker.models import Action, Verdict
from worker.runtime.dispatcher import delete_old, prune
from worker.services import Services
from worker.settings import Settings

TEXT = " ".join(f"word{number}" for number in range(60))


@pytest.fixture
def stored(database):
    """An article with everything that can grow old, ten days ago."""
    made = Services(settings=Settings(database_url=database))
    one = cleaned(item(id=1), draft(text=TEXT))
    decided = [(one, Verdict(action=Action.CREATE, article_id=1))]
    with made.db.transaction() as tx:
        articles.save(tx, decided, version="1", taxonomy_version="1")
        sketches.save(tx, decided)
    with made.db.transaction() as tx:
        changes.publish(tx)
    made.close()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE news.articles SET stored_at = now() - interval '10 days'")
        connection.execute("UPDATE news.changes SET created_at = now() - interval '10 days'")
        connection.execute("UPDATE newswire.sketches SET stored_at = now() - interval '31 days'")
    return database


def left(database: str) -> tuple[int, int, int, int]:
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT (SELECT count(*) FROM news.articles), (SELECT max(length(text)) FROM news.articles),"
            " (SELECT count(*) FROM news.changes), (SELECT count(*) FROM newswire.sketches)"
        ).fetchone()


def kept(database: str, **days: float) -> dict[str, int]:
    made = Services(settings=Settings(database_url=database, **days))
    try:
        return {kind: number for kind, number in delete_old(made).items() if number}
    finally:
        made.close()


def test_only_what_is_old_goes(stored):
    assert kept(stored) == {"sketches": 1}
    assert left(stored) == (1, len(TEXT), 1, 0)


def test_changes_go_by_their_own_days(stored):
    assert kept(stored, change_days=9) == {"sketches": 1, "changes": 1}
    assert left(stored) == (1, len(TEXT), 0, 0)


def test_0_days_are_for_ever_whatever_the_kind(stored):
    with psycopg.connect(stored, autocommit=True) as connection:
        connection.execute(
            "WITH i AS (INSERT INTO newswire.items (url, url_hash, host, source, state)"
            " VALUES ('https://example.org/', '\\x01', 'example.org', 'Example', 'stored') RETURNING id)"
            " INSERT INTO newswire.pages (item_id, url, status, headers, body, size, fetched_at)"
            " SELECT id, 'https://example.org/', 200, '{}', '', 0, now() - interval '9 years' FROM i"
        )
    assert kept(stored, change_days=0, page_days=0, entry_days=0, body_days=0) == {"sketches": 1}
    assert left(stored) == (1, len(TEXT), 1, 0)


def test_bodies_are_kept_for_ever_unless_told_otherwise_and_the_article_stays(stored):
    assert kept(stored, body_days=11) == {"sketches": 1}
    assert kept(stored, body_days=9) == {"bodies": 1}
    assert kept(stored, body_days=9) == {}
    assert left(stored)[:2] == (1, 0)


def test_the_longest_time_that_may_be_set_keeps_everything(stored):
    assert kept(stored, **dict.fromkeys(("page_days", "entry_days", "change_days", "body_days"), 1_000_000)) == {
        "sketches": 1
    }


def test_housekeeping_ends(stored):
    made = Services(settings=Settings(database_url=stored))
    assert prune(made)
    assert not prune(made)
    made.close()


def test_the_command_shows_sizes_and_deletes_when_told(stored, monkeypatch, capsys):
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", stored)
    newswire.main(["retention"], standalone_mode=False)
    assert "changes" in capsys.readouterr().out
    assert left(stored)[3] == 1
    newswire.main(["retention", "--delete"], standalone_mode=False)
    assert "1 sketches" in capsys.readouterr().out
    assert left(stored)[3] == 0
