"""The options that choose articles for other programs, and the refusal of what no article can have."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

import click

from worker.adapters import consumers
from worker.adapters.consumers import Filters
from worker.core.text.language import CODES, subtag
from worker.errors import UsageError
from worker.services import Services


def given(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An unset variable of a shell must not make a consumer pass over everything, or hand it to nobody."""
    if value is not None and not value.strip():
        raise UsageError(f"{option.opts[0]} is empty: leave it out")
    return value


def each_given(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The same for an option that may be repeated."""
    for value in values:
        given(context, option, value)
    return values


_OPTIONS = (
    click.option("--topic", callback=given, help="Only this topic, by its slug."),
    click.option("--source", callback=given, help="Only this publisher."),
    click.option("--lang", callback=given, help="Only this language, for example en."),
)
_FORMATS = {
    "jsonl": "jsonl: everything",
    "csv": "csv: the columns that fit a table",
    "parquet": "parquet: everything, typed",
}


def filtered(*formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options to a command that knows these formats, the first unless another is asked for."""
    said = "; ".join(_FORMATS[form] for form in formats) + "."
    chosen = click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help=said
    )

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed((*_OPTIONS, chosen)):
            command = option(command)
        return command

    return add


def refuse_unknown(services: Services, filters: Filters) -> None:
    """Raise UsageError for a topic, source or language that no article can have: its articles would never come."""
    with services.db.transaction() as tx:
        topics = consumers.topics(tx) if filters.topic else []
        if filters.topic and filters.topic not in topics:
            known = {*topics, *services.taxonomy.topics}
            if filters.topic not in known:  # the table gets new ones with the first article
                raise no_topic(filters.topic, known)
        if filters.source and not consumers.has_source(tx, filters.source):
            sources = consumers.sources(tx)
            if filters.source not in sources:
                raise UsageError(
                    f"no article and no feed has the source {filters.source}{_near(filters.source, sources)}"
                )
        if filters.language and filters.language not in CODES and not consumers.has_language(tx, filters.language):
            meant = subtag(filters.language)
            near = f"; did you mean {meant}?" if meant in CODES else ": expected a code such as en"
            raise UsageError(f"no article has the language {filters.language}{near}")


def no_topic(topic: str, known: Iterable[str]) -> UsageError:
    """The error for a topic that is none of those known."""
    return UsageError(f"no topic {topic}{_near(topic, known) or ': `newswire topics stats` lists them'}")


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
