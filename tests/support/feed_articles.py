"""Small articles in the change feed, and what a consumer printed of them."""

import json

from tests.support.builders import cleaned, draft, item
from worker.adapters import articles, changes
from worker.adapters.db import Database
from worker.models import Action, Tag, Verdict


def store(db: Database, *numbers: int, tags: tuple[Tag, ...] = (), **fields) -> None:
    """Store a piece for each number, and publish it."""
    for number in numbers:
        drafted = draft(title=f"Piece {number}", **fields)
        one = cleaned(item(id=number, url=f"https://site{number}.example/a"), drafted, tags=tags)
        with db.transaction() as tx:
            articles.save(
                tx, [(one, Verdict(action=Action.CREATE, article_id=number))], version="1", taxonomy_version="1"
            )
    with db.transaction() as tx:
        changes.publish(tx)


def ids(lines: str) -> list[int]:
    """The numbers of the pieces in lines of JSON."""
    return [json.loads(line)["id"] for line in lines.splitlines()]
