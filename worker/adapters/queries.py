"""Loads the named queries of sql/queries; Python holds no SQL text.

A query begins with ``-- name: words_of_the_query`` and one comment line that says what it is for.
"""

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def sql_folder() -> Path:
    """Return the folder with migrations and queries: inside the package in a wheel, beside it in a checkout."""
    packaged = Path(__file__).parent.parent / "sql"
    return packaged if packaged.is_dir() else packaged.parent.parent / "sql"


@cache
def queries() -> dict[str, bytes]:
    """Return every query by its name. A name that stands twice is a mistake of ours, told at once."""
    found: dict[str, bytes] = {}
    for path in sorted((sql_folder() / "queries").glob("*.sql")):
        parts = _NAME.split(path.read_text("utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: query {name} stands twice")
            found[name] = text.strip().encode()
    return found
