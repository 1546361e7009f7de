"""newswire consumers: who reads the change feed, how far, and whether retention is about to pass them by."""

import re

import click

from worker.adapters import consumers as table
from worker.cli.filters import each_given, no_topic
from worker.cli.output import cell, console, json_option, open_services, print_json, refuse_unheard
from worker.cli.table import print_table
from worker.errors import UsageError

_NAME = re.compile(r"[a-z0-9_-]+")
_LONGEST, _LONGEST_WITH_ROLE = 63, 54
"""Letters of a name, and of one whose role is `consumer_` and it: Postgres cuts names at 63."""


def check_name(name: str, *, with_role: bool = False) -> None:
    """Raise UsageError for a name that no consumer can have."""
    longest = _LONGEST_WITH_ROLE if with_role else _LONGEST
    if len(name) > longest or not _NAME.fullmatch(name):
        own = " with a role of its own" if with_role else ""
        raise UsageError(f"{name!r} is no name for a consumer{own}: 1 to {longest} of a-z, 0-9, _ and -")


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def consumers(context: click.Context, /, *, as_json: bool) -> None:
    """Who reads the change feed and how far; changes go after NEWSWIRE_CHANGE_DAYS, read or not."""
    if context.invoked_subcommand:
        refuse_unheard(context)
        return
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx, days=services.settings.change_days)
    if as_json:
        print_json(rows)
        return
    lines = [
        (
            row.name,
            row.owner,
            row.topics or "all",
            row.position,
            row.waiting,
            row.oldest_at,
            row.acknowledged_at,
            _told(row),
        )
        for row in rows
    ]
    columns = ("consumer", "owner", "topics", "position", "to read", "oldest of them", "last acknowledged", "note")
    print_table(columns, lines, empty="no consumers yet: `newswire consume NAME` registers one", below=("note",))


@consumers.command()
@click.argument("name")
@click.option(
    "--topic", "topics", multiple=True, callback=each_given, help="Only articles on this topic; may be repeated."
)
@json_option
def add(name: str, *, topics: tuple[str, ...], as_json: bool) -> None:
    """Make NAME a consumer with a role and a password of its own, which is printed once.

    The role reads what newswire_reader reads, and moves the position of NAME and no other. With --topic it sees only
    articles on these topics, and has no search. Run this as the owner of the database. A NAME that is there already
    keeps its position.
    """
    check_name(name, with_role=True)
    with open_services() as services, services.db.transaction() as tx:
        for topic in topics:
            if topic not in services.taxonomy.topics and topic not in table.topics(tx):
                raise no_topic(topic, services.taxonomy.topics)
        login = table.add(tx, name, topics)
    _show(name, login, as_json=as_json)


@consumers.command()
@click.argument("name")
@json_option
def password(name: str, *, as_json: bool) -> None:
    """Give the role of NAME another password, which is printed once; sessions that it has stay."""
    check_name(name)
    with open_services() as services, services.db.transaction() as tx:
        login = table.change_password(tx, name)
    if login is None:
        raise UsageError(f"{name} has no role of its own: `newswire consumers add {name}` makes one")
    _show(name, login, as_json=as_json)


@consumers.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget NAME, its position, and its role if `consumers add` made one.

    Consumed again, it is a new one and begins with the oldest change that is kept.
    """
    with open_services() as services, services.db.transaction() as tx:
        if not table.remove(tx, name):
            raise UsageError(f"no consumer {name}: `newswire consumers` lists them")
    console.print(f"removed {name}", highlight=False, markup=False)


def _show(name: str, login: table.Login, *, as_json: bool) -> None:
    if as_json:
        print_json({"consumer": name, "role": login.role, "password": login.password})
        return
    for what, value in (("consumer", name), ("role", login.role), ("password", login.password)):
        console.print(f"{what:9} {value}", highlight=False, markup=False, soft_wrap=True)
    console.print("the password is not shown again", style="dim")


def _told(row: table.ConsumerRow) -> str | None:
    if row.state == "missed":
        return f"changes that it was to read are gone: `newswire export --for {row.name}`"
    return f"loses changes from {cell(row.kept_until).plain} on" if row.state == "soon" else None
