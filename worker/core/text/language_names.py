"""Names of languages, in English and as they call themselves → their codes, for people who type them."""

import json
from functools import cache
from pathlib import Path


def code_of(name: str) -> str | None:
    """The code of a language that somebody named; None when we know none of that name."""
    return _codes().get(folded(name))


def folded(name: str) -> str:
    """A name as it is looked up."""
    return " ".join(name.casefold().split())


@cache
def _codes() -> dict[str, str]:
    data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return {name: code for code, names in data.items() for name in names}
