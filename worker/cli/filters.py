"""The options that choose, and the refusal of a name that nothing has: a typing error must not look like no news."""

from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches

import click

from worker.adapters import consumers
from worker.adapters.consumers import Filters
from worker.core.text.language import CODES, subtag
from worker.core.text.language_names import code_of
from worker.errors import UsageError
from worker.models import FOLDERS, Reason
from worker.services import Services


def given(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An unset variable of a shell must not make a consumer pass over everything, or hand it to nobody."""
    if value is None:
        return None
    if not value.strip():
        raise UsageError(f"{option.opts[0]} is empty: leave it out")
    return value.strip()


def each_given(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The same for an option that may be repeated."""
    return tuple(one for value in values if (one := given(context, option, value)))


_OPTIONS = (
    click.option("--topic", callback=given, help="Only this topic, by its slug."),
    click.option("--source", callback=given, help="Only this publisher."),
    click.option("--lang", callback=given, help="Only this language, for example en."),
)
_NAMED = 20  # names that an error lists at most
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
                raise no_source(filters.source, sources)
        if filters.language and filters.language not in CODES and not consumers.has_language(tx, filters.language):
            meant = code_of(filters.language) or subtag(filters.language)
            near = f"; did you mean {meant}?" if meant in CODES else ": expected a code such as en"
            raise UsageError(f"no article has the language {filters.language}{near}")


def no_topic(topic: str, known: Iterable[str]) -> UsageError:
    """The error for a topic that is none of those known."""
    return UsageError(f"no topic {topic}{_near(topic, known) or ': `newswire topics stats` lists them'}")


def no_source(source: str, known: Iterable[str]) -> UsageError:
    """The error for a source that is none of those known."""
    listed = ": `newswire feeds list` shows those of the feeds"
    return UsageError(f"no article and no feed has the source {source}{_near(source, known) or listed}")


def refuse_group(group: str, known: Iterable[str]) -> None:
    """Raise UsageError for a group that no feed is in; `known` are those of feeds, which stand in the groups above."""
    folders = [name.split(FOLDERS) for name in known]
    groups = {FOLDERS.join(names[:depth]) for names in folders for depth in range(1, len(names) + 1)}
    if group not in groups:
        raise UsageError(f"no feed is in the group {group}{_near(group, groups) or _all_of(groups)}")


def refuse_reason(reason: str, present: Collection[str]) -> None:
    """Raise UsageError for what is no reason; `present` are those that something has, one of which was meant."""
    if reason not in present and reason not in set(Reason):
        near = _near(reason, present) or _near(reason, list(Reason)) or _all_of(present)
        raise UsageError(f"there is no reason {reason}{near}")


def _all_of(names: Collection[str]) -> str:
    return f"; there are {', '.join(sorted(names)[:_NAMED])}" if names else "; there is none yet"


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean {near}?" if near else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant: the same but for case and signs, one that it begins, or one like it."""
    folded = {"".join(filter(str.isalnum, one.casefold())): one for one in sorted(known, reverse=True)}
    asked = "".join(filter(str.isalnum, name.casefold()))
    if not asked:
        return None
    begun = sorted((one for one in folded if one.startswith(asked)), key=len)
    close = [*begun, *get_close_matches(asked, list(folded), n=1), *(one for one in folded if asked in one)]
    return folded[close[0]] if close else None
