"""newswire articles: what is stored."""

from datetime import UTC, date, datetime
from typing import Any

import click
from rich.panel import Panel
from rich.text import Text

from worker.adapters import articles as table
from worker.adapters.consumers import Filters
from worker.cli.filters import given, refuse_unknown
from worker.cli.ids import Id
from worker.cli.live import cut_words
from worker.cli.output import cell, console, json_option, open_services, print_json, refuse_unheard, safe
from worker.cli.since import between_options
from worker.cli.table import print_table
from worker.errors import UsageError


@click.group(invoke_without_command=True)
@click.option("--source", callback=given, help="Only this publisher.")
@click.option("--topic", callback=given, help="Only this topic, by its slug.")
@click.option("--lang", callback=given, help="Only this language, for example en.")
@click.option("--truncated/--whole", default=None, help="Only articles that are, or are not, cut short.")
@click.option("--search", help='Of the newest 5,000 with these words; "a phrase", or, and with --lang also -without.')
@between_options("articles published")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@json_option
@click.pass_context
def articles(context: click.Context, /, *, as_json: bool, lang: str | None, **filters: Any) -> None:
    """The latest articles, by when they were stored; with --since or --until by when they were published.

    `show ID` gives one whole.
    """
    if context.invoked_subcommand:
        refuse_unheard(context)
        return
    by_publication = filters["since"] is not None or filters["until"] is not None
    with open_services() as services:
        with services.db.transaction() as tx:
            rows = table.latest(tx, language=lang, **filters)
            if not rows and filters["search"] is not None and not table.asks_for_words(tx, filters["search"], lang):
                raise UsageError(f"--search {filters['search']!r}: no word in it to look for; name one that stands out")
        if not rows:
            refuse_unknown(services, Filters(source=filters["source"], language=lang, topic=filters["topic"]))
    if as_json:
        print_json(rows)
        return
    lines = [
        _line(row, _published(row.published_at, row.published_precision) if by_publication else row.stored_at)
        for row in rows
    ]
    columns = ("id", "published" if by_publication else "stored", "source", "title", "topics", "cut", "truncated")
    print_table(columns, lines, empty="no article fits; `newswire status` shows what is on its way", below=("title",))


def _published(at: datetime | None, precision: str | None) -> date | None:
    """When an article was published, as exactly as it is known: the midnight of a day is no time."""
    return at.astimezone(UTC).date() if at and precision == "day" else at


def _line(row: table.ArticleRow, when: date | None) -> tuple[Any, ...]:
    cut = cut_words(row.wall_kind, row.cuts)
    return str(row.id), when, row.source, row.title, row.topics or None, cut, row.truncated


@articles.command()
@click.argument("article", type=Id("an article"), metavar="ID")
@json_option
def show(article: int, *, as_json: bool) -> None:
    """One article with its text, what was cut and why, and its topics with their evidence."""
    with open_services() as services, services.db.transaction() as tx:
        found = table.show(tx, article)
    if found is None:
        raise UsageError(f"no article {article}: `newswire articles` shows the latest")
    if as_json:
        print_json(found)
        return
    console.print(Text(safe(found["title"]), style="bold"))
    published = cell(_published(found["published_at"], found["published_precision"])).plain
    about = [found["source"], ", ".join(found["authors"]) or None, published, found["language"]]
    console.print(Text(" · ".join(safe(part) for part in about if part), style="dim"))
    console.print(Text(safe(found["url"]), style="dim"))
    if found["summary"] and not found["text"].startswith(found["summary"]):  # else its standfirst would stand twice
        console.print(Text("\n" + safe(found["summary"]), style="italic"))
    console.print(Text("\n" + safe(found["text"]) + "\n"))
    for cut in found["wall_cuts"]:
        console.print(Panel(Text(safe(cut["text"])), title=f"cut: {cut['rule']}", style="red", title_align="left"))
    truncated = {True: "yes", False: "no", None: "not known"}[found["truncated"]]
    console.print(f"truncated: {truncated} ({safe(found['truncated_evidence'] or 'no sign of it')})", highlight=False)
    cut = cut_words(found["wall_kind"], len(found["wall_cuts"])) or "nothing"
    console.print(f"cut: {cut} · access declared: {found['access_declared']}", highlight=False)
    for tag in found["topics"]:
        why = "; ".join(f"{e['field']} {e['start']}–{e['end']} “{e['text']}”" for e in tag["evidence"][:5])
        console.print(Text(f"topic {tag['topic']} ({tag['source']}, {tag['score']:.2f}): {safe(why)}"))
