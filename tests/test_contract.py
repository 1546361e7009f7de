"""What consumers build on: the queries run and read indexes, and the page about them is up to date."""

import os
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.support.consumer_page import PAGE, PARAMETERS, build, indexes, plan, queries

ROWS = Path(__file__).parent / "support" / "contract_rows.sql"


@pytest.fixture
def contract(database):
    """A database with a few thousand articles."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(ROWS.read_bytes())
        connection.execute("SELECT newswire.publish_changes(10000)")
        connection.execute("VACUUM ANALYZE")
    return database


def test_each_query_finds_something_by_indexes_alone(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        for name, text in queries().items():
            assert connection.execute(text, PARAMETERS).fetchall(), name
            lines = plan(connection, text)
            assert not [line for line in lines if "Seq Scan" in line], (name, lines)
            assert indexes(lines), (name, lines)
    assert len(queries()) == 15


def test_the_page_for_consumers_is_up_to_date(contract):
    page = build(contract)
    if os.environ.get("UPDATE_SCHEMA"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run `make schema` after a migration"


def test_a_comment_of_two_lines_is_no_part_of_a_query(contract):
    assert "```sql\n--" not in PAGE.read_text("utf-8")


def asked(connection: psycopg.Connection, name: str, **parameters) -> list[dict]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(queries()[name], {**PARAMETERS, **parameters}).fetchall()


def test_a_word_that_one_language_drops_does_not_lift_what_lacks_it(contract):
    """German knows "die" as an article: its search for "die hard" is one for "hard"."""
    texts = {1: "They die hard in the harbour.", 2: "A hard winter, hard ice, hard times and hard bargains."}
    with psycopg.connect(contract, autocommit=True) as connection:
        for number, text in texts.items():
            connection.execute("UPDATE news.articles SET text = %s WHERE id = %s", [text, number])
        rows = asked(connection, "search", words='"die hard"', language=None)
        assert [row["id"] for row in rows] == [1, 2]
        assert "«die» «hard»" in rows[0]["highlights"]


def test_an_article_with_two_tags_of_a_topic_shows_the_stronger(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        before = asked(connection, "latest_by_topic")
        for score in (1, 9):
            connection.execute("DELETE FROM news.article_topics WHERE source = 'publisher'")
            connection.execute(
                "INSERT INTO news.article_topics SELECT article_id, topic, 'publisher', %s, evidence, taxonomy_version,"
                " article_time FROM news.article_topics",
                [score],
            )
            rows = asked(connection, "latest_by_topic")
            assert [row["id"] for row in rows] == [row["id"] for row in before]
            assert {row["score"] for row in rows} == {max(score, 5)}


def test_cuts_of_furniture_are_cuts_without_a_wall(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        kinds = {row["wall_kind"] for row in asked(connection, "cuts")}
        connection.execute("UPDATE news.articles SET wall_cuts = '[]' WHERE wall_kind IS NULL")
        walls = {row["wall_kind"] for row in asked(connection, "cuts")}
    assert (kinds, walls) == ({None, "registration"}, {"registration"})


def test_sources_are_those_of_articles_and_feeds(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO newswire.feeds (url, url_hash, source) VALUES ('https://new.example/', '\\x01', 'new.example')"
        )
        connection.execute("SET SESSION AUTHORIZATION newswire_reader")
        found = [row[0] for row in connection.execute("SELECT news.sources()")]
    assert found == sorted(["new.example", *(f"source{n}.example" for n in range(40))])


def test_a_reader_may_run_each_query(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        connection.execute("SET SESSION AUTHORIZATION newswire_reader")
        for text in queries().values():
            connection.execute(text, PARAMETERS)
