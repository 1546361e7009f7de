"""newswire feeds, newswire poll: what is polled."""

import sys
from pathlib import Path

import click
from rich.text import Text

from worker.adapters import feeds as table
from worker.cli.output import console, json_option, open_services, print_json, print_table, safe
from worker.core.feeds.discover import feed_links, guesses
from worker.core.feeds.opml import read_opml, write_opml
from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking, canonical_url, source_of
from worker.errors import BadInput, NewswireError, UsageError
from worker.models import FeedKind, FeedLink, FeedState, OpmlFeed, Page, ParsedFeed
from worker.services import Services
from worker.steps.crawl import ask_now


@click.group()
def feeds() -> None:
    """What is polled: add, list, pause, import …"""


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--source", help="Name of the publisher on its articles (default: the host).")
@click.option("--free-only", is_flag=True, help="Keep only the part that the publisher gives to everybody.")
@click.option("--unchecked", is_flag=True, help="Add the address as it is, without asking it.")
@json_option
def add(urls: tuple[str, ...], *, source: str | None, free_only: bool, unchecked: bool, as_json: bool) -> None:
    """Add feeds. URL is a feed, or a site whose feed is looked for."""
    added = []
    with open_services() as services:
        for url in urls:
            found = (
                FeedLink(url=web_address(services, url), title=None, kind=FeedKind.UNKNOWN)
                if unchecked
                else find_feed(services, url)
            )
            with services.db.transaction() as tx:
                feed_id, is_new = table.add(
                    tx, url=found.url, source=source or source_of(found.url), title=found.title, free_only=free_only
                )
            added.append({"id": feed_id, "url": found.url, "title": found.title, "new": is_new})
    if as_json:
        print_json(added)
        return
    for one in added:
        console.print(
            f"feed {one['id']} {'added' if one['new'] else 'was there already'}: {one['url']}", highlight=False
        )


@feeds.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """All feeds, with how their last poll ended."""
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx)
    if as_json:
        print_json(rows)
        return
    columns = ("id", "source", "state", "every", "last poll", "status", "entries", "address")
    lines = [
        (
            str(row.id),
            row.source,
            row.state,
            _every(row.interval_seconds),
            row.last_polled_at,
            row.last_status,
            row.entries,
            row.url,
        )
        for row in rows
    ]
    print_table(columns, lines, empty="no feeds yet: newswire feeds add https://example.org/")


@feeds.command()
@click.argument("feed", metavar="ID|URL")
@json_option
def show(feed: str, *, as_json: bool) -> None:
    """One feed, whole."""
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx, feed)
    if not rows:
        raise UsageError(f"no feed {feed}: `newswire feeds list` shows what there is")
    if as_json:
        print_json(rows[0])
        return
    row = rows[0]
    print_table(
        ("", ""),
        [
            ("id", str(row.id)), ("address", row.url), ("title", row.title), ("source", row.source),
            ("state", row.state),
            ("every", _every(row.interval_seconds)), ("next poll", row.next_poll_at), ("last poll", row.last_polled_at),
            ("status", row.last_status), ("error", row.last_error), ("failures in a row", str(row.failures)),
            ("entries", str(row.entries)), ("free part only", row.free_only),
        ],
        empty="",
    )  # fmt: skip


def _change(name: str, state: FeedState, said: str) -> None:
    @feeds.command(name, help=f"{said} a feed.")
    @click.argument("feeds_", nargs=-1, required=True, metavar="ID|URL…")
    def command(feeds_: tuple[str, ...]) -> None:
        with open_services() as services, services.db.transaction() as tx:
            for feed in feeds_:
                if not table.set_state(tx, feed, state):
                    raise UsageError(f"no feed {feed}: `newswire feeds list` shows what there is")
                console.print(f"feed {feed} is {state}", highlight=False)


_change("pause", FeedState.PAUSED, "Stop polling")
_change("resume", FeedState.ACTIVE, "Poll again, at once,")


@feeds.command()
@click.argument("feeds_", nargs=-1, required=True, metavar="ID|URL…")
def remove(feeds_: tuple[str, ...]) -> None:
    """Forget feeds; their articles stay."""
    with open_services() as services, services.db.transaction() as tx:
        for feed in feeds_:
            if not table.remove(tx, feed):
                raise UsageError(f"no feed {feed}: `newswire feeds list` shows what there is")
            console.print(f"feed {feed} removed", highlight=False)


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the feeds of an OPML file."""
    listed = read_opml(file.read_bytes())
    new = 0
    with open_services() as services, services.db.transaction() as tx:
        for feed in listed:
            url = canonical_url(feed.url, tracking=services.tracking)
            if url is None:
                console.print(Text(safe(f"left out, not a web address: {feed.url}")))
                continue
            new += table.add(tx, url=url, source=source_of(url), title=feed.title)[1]
    console.print(f"{new} added, {len(listed) - new} were there already or left out", highlight=False)


@feeds.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(file: Path | None) -> None:
    """Write all feeds as OPML, to FILE or to standard output."""
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx)
    data = write_opml([OpmlFeed(url=row.url, title=row.title or row.source) for row in rows])
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        file.write_bytes(data)


@click.command()
@click.argument("url")
@json_option
def poll(url: str, *, as_json: bool) -> None:
    """Ask a feed now and show what it says; stores nothing."""
    with open_services() as services:
        parsed = _parsed(ask_now(services.http, web_address(services, url)), services.tracking)
    if as_json:
        print_json(parsed)
        return
    console.print(
        f"{parsed.title or url} ({parsed.kind}, {len(parsed.entries)} entries)", highlight=False, markup=False
    )
    lines = [(e.published.value if e.published else None, e.title, e.url, len(e.content or "")) for e in parsed.entries]
    print_table(("published", "title", "address", "content"), lines, empty="the feed has no entries")


def find_feed(services: Services, url: str) -> FeedLink:
    """Return the feed at an address, or the best one that the site there points to. Raises UsageError without one."""
    address = web_address(services, url)
    try:
        page = ask_now(services.http, address)
    except NewswireError as error:
        raise UsageError(f"cannot read {address}: {error}") from error
    try:
        return FeedLink(url=address, title=_parsed(page, services.tracking).title, kind=FeedKind.UNKNOWN)
    except BadInput as not_a_feed:
        reason = str(not_a_feed)
    for candidate in (*(link.url for link in feed_links(page.body, url=page.url)), *guesses(page.url)):
        try:
            found = _parsed(ask_now(services.http, candidate), services.tracking)
        except NewswireError:
            continue
        return FeedLink(url=candidate, title=found.title, kind=found.kind)
    raise UsageError(f"no feed at {address} ({reason}), and the page there points to none")


def web_address(services: Services, url: str) -> str:
    """Return the one spelling of an address that somebody typed. Raises UsageError when it is none."""
    address = canonical_url(url if "://" in url else f"https://{url}", tracking=services.tracking)
    if address is None:
        raise UsageError(f"not a web address: {url}")
    return address


def _parsed(page: Page, tracking: Tracking) -> ParsedFeed:
    return parse_feed(page.body, url=page.url, content_type=page.headers.get("content-type"), tracking=tracking)


def _every(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
