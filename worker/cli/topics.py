"""newswire topics: the taxonomy."""

import click


@click.group()
def topics() -> None:
    """The taxonomy: check it, try it, explain it."""
