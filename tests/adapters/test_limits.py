"""What takes a bounded number of rows takes no more of them, whatever plan Postgres finds cheapest."""

from typing import Any

import psycopg
import pytest

from tests.support.database import query
from worker.adapters.queries import queries

OTHER_PLANS = ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize")
"""Without these the planner asks an inner query again for each row of the outer one, as it may do of few rows."""
SUBSCRIPTIONS = """INSERT INTO newswire.subscriptions (hub, topic_url, state, next_at)
SELECT 'https://hub.example/' || n, 'https://pier.example/' || n, 'live', now() - interval '1 hour'
FROM generate_series(1, 300) n"""
ITEMS = """INSERT INTO newswire.items
    (url, url_hash, host, source, state, attempts, next_attempt_at, updated_at, recheck_at)
SELECT 'https://pier.example/' || n, sha256(n::text::bytea), 'pier.example', 'Pier', '{state}', {attempts},
       now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour'
FROM generate_series(1, 300) n"""
TAKING: dict[str, tuple[str, dict[str, Any], int]] = {
    "due_subscriptions": (SUBSCRIPTIONS, {"limit": 2}, 2),
    "due_items": (ITEMS.format(state="pending", attempts=0), {"state": "pending", "quiet": 1.0, "limit": 2}, 2),
    "begin_rechecks": (ITEMS.format(state="stored", attempts=0), {"limit": 2}, 2),
    "exhausted_items": (ITEMS.format(state="pending", attempts=9), {"max_attempts": 5}, 100),
}
"""The query, the rows that it finds, its arguments, and how many it may take."""


@pytest.mark.parametrize("name", TAKING)
def test_a_limit_holds_in_every_plan(name: str, database: str) -> None:
    rows, arguments, limit = TAKING[name]
    query(database, rows)
    with psycopg.connect(database) as connection:
        for plan in OTHER_PLANS:
            connection.execute(f"SET enable_{plan} = off")
        assert connection.execute(queries()[name], arguments).rowcount == limit
