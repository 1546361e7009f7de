"""A database with articles of every kind behind the web page."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support import run_steps
from tests.support.database import a_feed, new_items
from tests.support.web import PASSWORD, Client, served
from worker.adapters.db import Database
from worker.models import State
from worker.services import Services

ROWS = Path(__file__).parent.parent / "support" / "hostile_rows.sql"
HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;&#x202e;\u202egnp.exe"


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    made = run_steps.services(database, web_password=PASSWORD)
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> Iterator[Client]:
    with served(services) as one:
        yield one


@pytest.fixture
def reading(database: str) -> Iterator[Client]:
    """The pages where no password is set."""
    made = run_steps.services(database)
    with served(made) as one:
        yield one
    made.close()


@pytest.fixture
def hostile(database: str, db: Database, services: Services) -> int:
    """An article, feed and line of quarantine all of whose texts are markup; returns the article's id."""
    services.ensure_topics()
    feed_id = a_feed(db, "https://example.org/" + "feed.xml?<script>alert(1)</script>")
    stored, quarantined = new_items(db, 2, state=State.FETCHED, feed_id=feed_id)
    with psycopg.ClientCursor(psycopg.connect(database, autocommit=True)) as cursor:
        cursor.execute(ROWS.read_text("utf-8"), {"id": stored, "quarantined": quarantined, "h": HOSTILE})
        cursor.connection.close()
    return stored
