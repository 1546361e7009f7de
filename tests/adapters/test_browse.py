"""What the web page asks reads indexes and a bounded number of rows."""

import re
from pathlib import Path

import psycopg
import pytest

from worker.adapters import browse
from worker.adapters.queries import queries
from worker.core.view.listing import MOST, PAGE, asked

ROWS = Path(__file__).parent.parent / "support" / "contract_rows.sql"


@pytest.fixture
def stored(database) -> str:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(ROWS.read_bytes())
        connection.execute("VACUUM ANALYZE")
    return database


def plan(url: str, asked_for: dict[str, str]) -> list[str]:
    """The plan of a list with what was really read, without the parts that were never run."""
    query = asked(asked_for)
    parameters = {
        "along": query.along.value, "search": query.search, "topic": query.topic, "source": query.source,
        "language": query.language, "wall": query.wall, "truncated": query.truncated, "at": "9999-01-01Z", "id": 2**62,
        "skip": 0, "most": query.most, "limit": PAGE + 1,
    }  # fmt: skip
    text = re.sub(r"^ *--.*\n", "", queries()["browse_articles"].decode(), flags=re.MULTILINE)
    with psycopg.ClientCursor(psycopg.connect(url)) as cursor:
        cursor.execute("SET enable_seqscan = off")  # which is right for a table of test size
        found = cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {text}", parameters).fetchall()
        cursor.connection.close()
    return [row[0] for row in found if "never executed" not in row[0]]


@pytest.mark.parametrize(
    ("asked_for", "index"),
    [
        ({}, "articles_latest"),
        ({"source": "source1.example"}, "articles_by_source"),
        ({"topic": "storm"}, "article_topics_latest"),
        ({"lang": "en"}, "articles_by_language"),
        ({"wall": "registration"}, "articles_by_wall"),
        ({"truncated": "yes"}, "articles_truncated"),
        ({"source": "source1.example", "lang": "xx", "truncated": "no"}, "articles_by_source"),
    ],
)
def test_each_filter_is_read_along_its_index(stored, asked_for, index):
    lines = plan(stored, asked_for)

    assert [line for line in lines if index in line]
    assert not [line for line in lines if "Seq Scan on articles" in line or "Seq Scan on article_topics" in line]
    read = [int(rows) for line in lines for rows in re.findall(r"Scan.*actual rows=(\d+)\.", line)]
    assert max(read) <= 2 * MOST


def test_what_is_rare_is_looked_for_page_by_page(stored, db):
    query = {"source": "source1.example", "lang": "xx"}
    with db.transaction() as tx:
        page = browse.articles(tx, asked(query))
        whole = browse.articles(tx, asked({"lang": "en", "wall": "registration"}))
    assert (list(page.articles), page.looked, page.following) == ([], 75, None)
    assert whole.looked == MOST
    assert len(whole.articles) == PAGE
    assert whole.following is not None


def test_a_page_begins_behind_the_one_before(stored, db):
    seen, after = [], ""
    with db.transaction() as tx:
        while after is not None:
            page = browse.articles(tx, asked({"source": "source1.example", "after": after}))
            seen += [one.id for one in page.articles]
            after = str(page.following) if page.following else None
    assert len(seen) == len(set(seen)) == 75
    assert seen == sorted(seen, reverse=True)
