"""The table of repeated blocks: in which articles of a source each stood."""

from collections.abc import Collection

from worker.adapters import repeated_blocks
from worker.adapters.db import Database

BLOCK = 17


def printed(db: Database, *batches: Collection[int], source: str = "meridian") -> frozenset[int]:
    """Tell which articles are noted for the block when it stood in those of each batch."""
    with db.transaction() as tx:
        for articles in batches:
            repeated_blocks.remember(tx, [(source, article, {BLOCK}) for article in articles])
        return repeated_blocks.recall(tx, {source: {BLOCK}})[source][BLOCK]


def test_three_articles_are_noted_and_no_more(db):
    assert printed(db, [4, 5], [6, 7]) == {4, 5, 6}


def test_an_article_cleaned_again_takes_no_second_place(db):
    """Else a block of three articles would be taken for one of two, for as long as it is known."""
    assert printed(db, [1, 2], [2, 3]) == {1, 2, 3}


def test_what_one_source_prints_says_nothing_of_another(db):
    with db.transaction() as tx:
        repeated_blocks.remember(tx, [("meridian", 1, {BLOCK})])
        assert repeated_blocks.recall(tx, {"harbour": {BLOCK}}) == {"harbour": {}}
