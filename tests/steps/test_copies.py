"""A syndicated copy is stored, linked to the original, and told to consumers like any other article."""

import pytest

from tests.support.database import query
from tests.support.run_steps import add_feeds, poll, work

COPIES = "SELECT source, duplicate_of, similarity FROM news.articles WHERE url LIKE '%grain-corridor%' ORDER BY id"


@pytest.mark.parametrize("order", [("meridian", "harbour"), ("harbour", "meridian")])
def test_the_copy_that_comes_later_points_to_the_first(world, order):
    for outlet in order:
        add_feeds(world.services, [url for url in world.site.feeds if url.split("/")[3] == outlet])
        poll(world.services, world.url)
        work(world.services, world.url)
    (first, no_original, alone), (second, original, similarity) = query(world.url, COPIES)
    assert (first, second) == order
    assert (no_original, alone) == (None, None)
    assert query(world.url, "SELECT source FROM news.articles WHERE id = %s", original) == [(first,)]
    assert similarity >= 0.9
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE duplicate_of IS NOT NULL") == [(1,)]
