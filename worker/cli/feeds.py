"""newswire feeds, newswire poll: what is polled."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from worker.adapters import feeds as table
from worker.adapters import push, workers
from worker.adapters.db import Transaction
from worker.adapters.feeds import FeedRow
from worker.adapters.push import SubscriptionRow
from worker.cli.exits import told
from worker.cli.filters import given, refuse_group
from worker.cli.output import console, errors, json_option, open_services, print_json, safe
from worker.cli.table import print_table
from worker.core.feeds.health import Health, health
from worker.core.feeds.opml import MAX_FEEDS, ends_early, read_opml, write_opml
from worker.core.feeds.schedule import first_waits
from worker.core.urls import Tracking, canonical_url, feed_address, source_of
from worker.errors import BadInput, NewswireError, UsageError
from worker.models import FeedKind, FeedLink, FeedState, OpmlFeed, PushState, Reason
from worker.services import Services
from worker.steps.crawl import ask_now
from worker.steps.find_feeds import FoundFeed, find_feed, read_page, refused_by_workers, typed_address

_AS_IS = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
_EVERY = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_TOGETHER = 500
"""Feeds of a list that are added in one transaction, which holds those that are there already: a list of 50,000 would
keep polls waiting for half a minute."""
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def _every_option(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    found = _EVERY.fullmatch(value.strip().lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if not 1 <= seconds <= _SECONDS["d"]:
        raise UsageError(f"--every {value}: expected a time from 1s to 1d, for example 5m or 2h")
    return seconds


@click.group()
def feeds() -> None:
    """What is polled: add, list, pause, import …"""


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--source", callback=given, help="Name of the publisher on its articles (default: the host).")
@click.option("--free-only", is_flag=True, help="Keep only the part that the publisher gives to everybody.")
@click.option("--every", callback=_every_option, help="Poll it this often, whatever its rhythm: 5m, 2h.")
@click.option("--group", callback=given, help="Put it into this group.")
@click.option("--unchecked", is_flag=True, help="Add the address as it is, without asking it.")
@json_option
def add(
    urls: tuple[str, ...],
    *,
    source: str | None,
    free_only: bool,
    every: float | None,
    group: str | None,
    unchecked: bool,
    as_json: bool,
) -> None:
    """Add feeds. URL is a feed, or a site whose feed is looked for. One that is there takes --every and --group.

    Of several each is added by itself: one at which no feed is found is told, and the rest goes on.
    """
    added: list[dict[str, Any]] = []
    code = 0
    with open_services() as services:
        for url in urls:
            try:
                found = _unchecked(url) if unchecked else find_feed(services, url)
            except NewswireError as error:
                code = max(code, told(error, url))
                continue
            link = found.link
            with services.db.transaction() as tx:
                feed_id, is_new = table.add(
                    tx,
                    url=link.url,
                    source=source or _source(link.url),
                    title=link.title,
                    free_only=free_only,
                    every=every,
                    group=group,
                    wanted=True,
                )
                allowed = [] if unchecked else workers.allowed_addresses(tx)
            others = [other.url for other in found.others]
            added.append({"id": feed_id, "url": link.url, "title": link.title, "new": is_new, "others": others})
            _tell_refused(found, refused_by_workers(services, link.url, allowed))
    if as_json:
        print_json(added)
    for one in () if as_json else added:
        console.print(
            f"feed {one['id']} {'added' if one['new'] else 'was there already'}: {one['url']}",
            highlight=False,
            markup=False,
        )
        _tell_others(one["others"])
    sys.exit(code)


def _unchecked(url: str) -> FoundFeed:
    return FoundFeed(link=FeedLink(url=typed_address(url), title=None, kind=FeedKind.UNKNOWN))


def _tell_refused(found: FoundFeed, allowed: Sequence[str]) -> None:
    """Tell of addresses that robots.txt, or what the workers are allowed to ask, keeps from us."""
    for value in allowed:
        errors.print(
            f"workers run with NEWSWIRE_ALLOW_ADDRESSES={value or 'empty'} and may not ask {found.link.url}: "
            "set it for them too; `newswire retry --reason forbidden_address` asks again for what they skipped",
            highlight=False,
            markup=False,
        )
    for forbidden in found.forbidden:
        errors.print(f"robots.txt does not allow {forbidden}: not added", highlight=False, markup=False)


def _tell_others(others: Sequence[str]) -> None:
    if others:
        console.print(f"its site has {len(others)} more; add those you want by their address:", highlight=False)
    for other in others:
        console.print(f"  {safe(other)}", highlight=False, markup=False)


def _source(url: str) -> str:
    return source_of(canonical_url(url, tracking=_AS_IS) or url)


@feeds.command("list")
@click.option("--group", callback=given, help="Only this group, with the groups inside it.")
@click.option("--gaps", is_flag=True, help="Only feeds that may have lost entries between two polls, the latest first.")
@json_option
def list_(*, group: str | None, gaps: bool, as_json: bool) -> None:
    """All feeds with how they are, those in trouble first."""
    now = datetime.now(UTC)
    with open_services() as services, services.db.transaction() as tx:
        if group:
            refuse_group(group, table.groups(tx))
        rows = [(row, health(row.facts, now=now)) for row in table.listing(tx, group=group)]
    if gaps:
        rows = sorted(((row, how) for row, how in rows if row.last_gap_at), key=_latest_gap, reverse=True)
    else:
        rows.sort(key=lambda pair: (-pair[1].rank, pair[0].id))
    if as_json:
        print_json([{**asdict(row), "health": how.words, "rank": how.rank} for row, how in rows])
        return
    columns = (
        "id",
        "source",
        "health",
        "every",
        "last news",
        *(("gaps", "last gap") if gaps else ("last poll",)),
        "entries",
        "address",
    )
    lines = [
        (
            str(row.id),
            row.source,
            how.words,
            _every(row.every_seconds or row.interval_seconds),
            row.last_news_at,
            *((row.gaps, row.last_gap_at) if gaps else (row.last_polled_at,)),
            row.entries,
            row.url,
        )
        for row, how in rows
    ]
    none = "no feed has had a gap" if gaps else "no feeds yet: newswire feeds add https://example.org/"
    print_table(columns, lines, empty=none, below=("address",))


def _latest_gap(pair: tuple[FeedRow, Health]) -> datetime:
    return pair[0].last_gap_at or datetime.min.replace(tzinfo=UTC)


@feeds.command()
@click.argument("feed", metavar="ID|URL")
@json_option
def show(feed: str, *, as_json: bool) -> None:
    """One feed, whole."""
    with open_services() as services, services.db.transaction() as tx:
        (feed_id,) = _named(tx, [feed])
        (row,) = table.listing(tx, str(feed_id))
        pushed = push.listing(tx, feed_id)
    if as_json:
        print_json({**asdict(row), "subscriptions": pushed})
        return
    print_table(
        ("", ""),
        [
            ("id", str(row.id)), ("address", row.url), ("title", row.title), ("source", row.source),
            ("group", row.group_name), ("state", row.state), ("health", health(row.facts, now=datetime.now(UTC)).words),
            ("every", _every(row.every_seconds or row.interval_seconds)),
            ("next poll", row.next_poll_at), ("last poll", row.last_polled_at),
            ("status", row.last_status), ("error", row.last_error), ("failures in a row", str(row.failures)),
            ("entries", str(row.entries)), ("free part only", row.free_only), ("last news", row.last_news_at),
            ("news about every", _every(row.news_seconds) if row.news_seconds else None),
            ("gaps", f"{row.gaps}, last {row.last_gap_at:%Y-%m-%d %H:%M} UTC" if row.last_gap_at else "0"),
            ("validators", _validators(row)),
            *(("push", _push(one)) for one in pushed),
        ],
        empty="",
    )  # fmt: skip


def _push(one: SubscriptionRow) -> str:
    match one.state:
        case PushState.LIVE:
            last = f"last {one.last_push_at:%Y-%m-%d %H:%M} UTC" if one.last_push_at else "none yet"
            ignored = f", {one.ignored} without a right signature ignored" if one.ignored else ""
            said = f"live until {one.lease_until:%Y-%m-%d %H:%M} UTC; {one.pushes} came, {last}{ignored}"
        case PushState.NEW:
            said = "offered; `newswire push` would ask for it"
        case PushState.ASKED:
            said = "asked for; the hub has not verified it yet"
        case state:
            said = {PushState.ENDING: "being given up", PushState.OFF: "given up"}.get(PushState(state), state)
    why = f" ({one.last_error})" if one.last_error else ""
    return f"{said}{why}, by {one.hub}"


def _validators(row: FeedRow) -> str:
    if row.validators_hid_at is None:
        return "sent"
    return f"not sent: they hid news, seen {row.validators_hid_at:%Y-%m-%d %H:%M} UTC"


def _named(tx: Transaction, words: Sequence[str]) -> dict[int, str]:
    """The feeds that somebody named, id → word. Raises UsageError with all words that name none."""
    spelled = {word: {word, feed_address(word) or word} for word in words}
    ids = dict(table.find(tx, sorted(set[str]().union(*spelled.values()))))
    if unknown := [word for word, names in spelled.items() if not names & ids.keys()]:
        none = " and ".join(f"no feed {word or repr(word)}" for word in unknown)
        nothing = "; nothing was done" if len(spelled) > 1 else ""
        raise UsageError(f"{none}{nothing}: `newswire feeds list` shows what there is")
    return {ids[name]: word for word, names in spelled.items() for name in names if name in ids}


def _change(name: str, state: FeedState, said: str) -> None:
    @feeds.command(name, help=f"{said} feeds. When one of them is not known, nothing is done.")
    @click.argument("feeds_", nargs=-1, required=True, metavar="ID|URL…")
    def command(feeds_: tuple[str, ...]) -> None:
        with open_services() as services, services.db.transaction() as tx:
            named = _named(tx, feeds_)
            table.set_state(tx, named, state)
        for feed in named.values():
            console.print(f"feed {feed} is {state}", highlight=False, markup=False)


_change("pause", FeedState.PAUSED, "Stop polling")
_change("resume", FeedState.ACTIVE, "Poll again, at once,")


@feeds.command()
@click.argument("feed", metavar="ID|URL")
def backfill(feed: str) -> None:
    """Take a feed's old entries too, at its next poll, which is due at once."""
    with open_services() as services, services.db.transaction() as tx:
        (feed_id,) = _named(tx, [feed])
        table.backfill(tx, feed_id)
    console.print(f"feed {feed}: its old entries come with the next poll", highlight=False, markup=False)


@feeds.command()
@click.argument("feeds_", nargs=-1, required=True, metavar="ID|URL…")
def remove(feeds_: tuple[str, ...]) -> None:
    """Forget feeds; their articles stay. When one of them is not known, none is forgotten."""
    with open_services() as services, services.db.transaction() as tx:
        named = _named(tx, feeds_)
        table.remove(tx, named)
    for feed in named.values():
        console.print(f"feed {feed} removed", highlight=False, markup=False)


def _import(tx: Transaction, feed: OpmlFeed, wait: float) -> bool:
    """Add a line of a list; say whether it is new to us."""
    url = feed_address(feed.url)
    if url is None:
        console.print(Text(safe(f"left out, not a web address: {feed.url}")))
        return False
    return table.add(tx, url=url, source=feed.source or _source(url), title=feed.title, group=feed.folder, wait=wait)[1]


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the feeds of an OPML file; its folders become groups.

    Of a file that ends early what was read is added, and the exit code is 1.
    """
    data = file.read_bytes()
    try:
        listed = read_opml(data)
    except BadInput as error:
        raise BadInput(f"{file}: {error}", reason=error.reason) from error
    timed = list(zip(listed, first_waits(len(listed)), strict=True))
    new = 0
    with open_services() as services:
        for start in range(0, len(timed), _TOGETHER):
            piece = sorted(timed[start : start + _TOGETHER], key=lambda one: one[0].url)
            with services.db.transaction() as tx:
                # in the order in which other commands take them: to add one takes it, too
                table.find(tx, [feed.url for feed, _ in piece])
                new += sum(_import(tx, feed, wait) for feed, wait in piece)
    console.print(f"{new} added, {len(listed) - new} were there already or left out", highlight=False)
    if ends_early(data):
        raise BadInput(
            f"{file} ends early, without </opml>: {_feeds(len(listed))} read; import the whole file to have the others",
            reason=Reason.NOT_OPML,
        )
    if len(listed) == MAX_FEEDS:
        raise UsageError(f"{file} has more than {MAX_FEEDS:,} feeds: only the first were read")


def _feeds(number: int) -> str:
    return "1 feed was" if number == 1 else f"{number:,} feeds were"


@feeds.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(file: Path | None) -> None:
    """Write all feeds as OPML, to FILE or to standard output."""
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx)
    data = write_opml(
        OpmlFeed(
            url=row.url,
            title=row.title or row.source,
            site_url=row.site_url,
            source=row.source,
            folder=row.group_name,
        )
        for row in rows
    )
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
        parsed = read_page(services, ask_now(services.http, typed_address(url)))
    if as_json:
        print_json(parsed)
        return
    console.print(
        f"{parsed.title or url} ({parsed.kind}, {len(parsed.entries)} entries)", highlight=False, markup=False
    )
    lines = [(e.published.value if e.published else None, e.title, e.url, len(e.content or "")) for e in parsed.entries]
    print_table(
        ("published", "title", "address", "content"), lines, empty="the feed has no entries", below=("title", "address")
    )


def web_address(services: Services, url: str) -> str:
    """Return the one spelling of an address that somebody typed. Raises UsageError when it is none."""
    address = canonical_url(url if "://" in url else f"https://{url}", tracking=services.tracking)
    if address is None:
        raise UsageError(f"not a web address: {url or repr(url)}")
    return address


def _every(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
