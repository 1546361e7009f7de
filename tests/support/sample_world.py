"""The story's stage for the tests: an empty database before the sample site, in the role of our processes."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.support import run_steps
from tests.support.database import query
from worker.sample import SampleSite
from worker.services import Services


@dataclass
class World:
    """A database with what came of the whole sample site."""

    url: str
    site: SampleSite
    services: Services

    def article(self, path: str) -> dict:
        with psycopg.connect(self.url, row_factory=psycopg.rows.dict_row) as connection:
            statement = "SELECT * FROM news.articles WHERE urls @> ARRAY[%s]"
            return connection.execute(statement, (self.site.url + path,)).fetchone()

    def topics(self, path: str) -> set[str]:
        article_id = self.article(path)["id"]
        return {
            row[0] for row in query(self.url, "SELECT topic FROM news.article_topics WHERE article_id = %s", article_id)
        }


@pytest.fixture
def site_services(database, site) -> Iterator[Services]:
    services = run_steps.services(database, site.port)
    yield services
    services.close()


@pytest.fixture
def world(database, site, site_services) -> World:
    """An empty database before the sample site."""
    return World(database, site, site_services)
