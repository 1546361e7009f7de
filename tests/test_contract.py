"""What consumers build on: the queries run and read indexes, and the page about them is up to date."""

import os
from pathlib import Path

import psycopg
import pytest

from tests.consumer_page import PAGE, PARAMETERS, build, indexes, plan, queries

ROWS = Path(__file__).with_name("contract_rows.sql")


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
    assert len(queries()) == 13


def test_the_page_for_consumers_is_up_to_date(contract):
    page = build(contract)
    if os.environ.get("UPDATE_SCHEMA"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run `make schema` after a migration"


def test_a_reader_may_run_each_query(contract):
    with psycopg.connect(contract, autocommit=True) as connection:
        connection.execute("SET SESSION AUTHORIZATION newswire_reader")
        for text in queries().values():
            connection.execute(text, PARAMETERS)
