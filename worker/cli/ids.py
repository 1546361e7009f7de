"""The numbers by which people name what is stored."""

import click

from worker.errors import UsageError

_LAST = 2**63 - 1  # of Postgres' bigint


class Id(click.ParamType[int]):
    """A number of something stored; one that nothing can have is told so, before Postgres says it in its own words."""

    name = "id"

    def __init__(self, of: str) -> None:
        """Take the word for what it is the number of."""
        self._of = of

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """The number. Raises UsageError."""
        if not (value.isascii() and value.isdigit() and len(value) < 20 and 0 < int(value) <= _LAST):
            raise UsageError(f"{value!r} is no id of {self._of}: expected a number such as 42")
        return int(value)
