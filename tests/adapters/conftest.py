"""What the tests of the adapters share."""

import pytest

from worker.adapters.db import Database


@pytest.fixture
def db(database):
    """A session of the test's own database."""
    made = Database(database)
    yield made
    made.close()


@pytest.fixture
def other(database):
    """A second session of the same database: another worker."""
    made = Database(database)
    yield made
    made.close()
