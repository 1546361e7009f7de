"""A pooler before Postgres: refused at once where claims could not hold, with the way out, and used where they do."""

from functools import partial

import pytest

from tests.support.pooler import pooled
from worker.adapters import locks
from worker.adapters.db import Database
from worker.adapters.migrations import migrate
from worker.errors import ServiceDown, UsageError

SAID = {
    "PgBouncer 1.18": "unsupported startup parameter: options",
    "PgBouncer 1.20": "unsupported startup parameter in options: statement_timeout",
    "another": "unsupported startup parameter 'options'",
}


@pytest.mark.parametrize("words", SAID.values(), ids=SAID)
def test_a_pooler_that_refuses_our_settings_is_no_outage(database, words):
    with (
        pooled(database, shares=False, refuses=words) as url,
        pytest.raises(UsageError) as refused,
        Database(url).transaction(),
    ):
        pass
    assert words in str(refused.value)
    assert "Postgres itself, or to a pooler with pool_mode = session" in str(refused.value)


def test_an_outage_that_a_pooler_tells_of_stays_one(database):
    starting = "server login failed: FATAL the database system is starting up"
    with (
        pooled(database, shares=False, refuses=starting) as url,
        pytest.raises(ServiceDown, match="does not answer"),
        Database(url).transaction(),
    ):
        pass


def test_a_pooler_that_shares_its_sessions_is_refused(database):
    with pooled(database, shares=True) as url:
        for work in (Database(url).transaction().__enter__, partial(migrate, url)):
            with pytest.raises(UsageError, match=r"shares its sessions between clients: .* pool_mode = session"):
                work()


def test_a_pooler_that_keeps_a_session_works_and_a_claim_ends_with_its_client(database):
    with pooled(database, shares=False) as url:
        first = Database(url)
        with first.transaction() as tx:
            assert tx._connection.execute("SHOW statement_timeout").fetchone() == ("30s",)
            assert locks.take_dispatch(tx).mine
        second = Database(database)  # the pooler has two sessions, and a new client is tried with both
        with second.transaction() as tx:
            assert not locks.take_dispatch(tx).mine
        first.close()
        for _ in range(1000):  # its session goes on in the pooler
            with second.transaction() as tx:
                taken = locks.take_dispatch(tx)
            if taken.mine:
                break
        assert taken.mine
        second.close()


def test_without_a_pooler_nothing_is_asked_twice(database, monkeypatch):
    monkeypatch.setattr("worker.adapters.poolers._refuse_shared", lambda *_: pytest.fail("nobody is in between"))
    db = Database(database)
    with db.transaction():
        pass
    db.close()
