"""Sessions that many requests share."""

import pytest

from worker.adapters.pool import Pool
from worker.errors import ServiceDown


@pytest.fixture
def pool(database):
    made = Pool(database, application="test", size=2, limits={"statement_timeout": "5s"})
    yield made
    made.close()


def test_two_transactions_at_once_are_of_two_sessions(pool):
    with pool.transaction() as one, pool.transaction() as other:
        assert one.scalars("database_time")[0] <= other.scalars("database_time")[0]
        assert one._connection is not other._connection


def test_who_comes_when_all_are_taken_is_told(pool):
    with (
        pool.transaction(),
        pool.transaction(),
        pytest.raises(ServiceDown, match="taken"),
        pool.transaction(patience=0.01),
    ):
        pass
    with pool.transaction() as tx:
        assert tx.scalars("database_time")


def test_a_session_comes_back_after_an_error(pool):
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), pool.transaction():
            raise ZeroDivisionError
    with pool.transaction() as tx:
        assert tx.scalars("database_time")


def test_the_last_used_session_is_taken_again(pool):
    with pool.transaction() as tx:
        first = tx._connection
    with pool.transaction() as tx:
        assert tx._connection is first
