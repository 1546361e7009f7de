"""newswire run: everything on this machine, from servers to articles that scroll by."""

import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import click

from worker.adapters import feeds, hosts, migrations
from worker.adapters.signals import stop_on_signal
from worker.cli.live import Live
from worker.cli.output import console, print_json
from worker.cli.summary import show_summary
from worker.core.urls import host_of, source_of
from worker.embedded import postgres_program, start_postgres, start_valkey
from worker.embedded.folder import claim, keep_secret, make_private, remembered_port
from worker.errors import ServiceDown, UsageError
from worker.models import QUEUES
from worker.runtime import app
from worker.runtime.progress import count, is_idle, last_position, progress, summary
from worker.runtime.supervisor import CpuMeter, Supervisor, peak_megabytes
from worker.sample.corpus import serve_corpus
from worker.sample.site import feed_urls
from worker.services import Services
from worker.settings import Settings

# The sample site makes a new story every few seconds and is on this machine.
_SAMPLE_POLL_SECONDS, _SAMPLE_PACE_SECONDS = 5.0, 0.05
_STOP_SECONDS = 20.0
_REFRESH_SECONDS = 0.5
_LINES = 100  # articles that one refresh prints at most
# --until-idle believes that nothing is left when it has seen nothing for this many looks: between two messages there is
# an instant without work in any queue.
_LOOKS_WITHOUT_WORK = 4


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=Path(".newswire"), show_default=True,
              help="Folder for the servers' data and the log.")  # fmt: skip
@click.option("--corpus", "corpora", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Ingest the pages of this file (JSON lines with url and html), served on loopback.")  # fmt: skip
@click.option("--sample/--no-sample", default=True, help="Poll the sample news site, or only feeds that were added.")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due any more, and print a summary.")
@click.option("--seconds", type=float, help="Stop after this many seconds, and print a summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, and nothing else.")
def run(
    *, data: Path, corpora: tuple[Path, ...], sample: bool, until_idle: bool, seconds: float | None, as_json: bool
) -> None:
    """Start Postgres, Valkey, a sample news site, the dispatcher and all workers; show articles as they are stored.

    Ctrl-C stops everything; the data stay in the folder. With NEWSWIRE_DATABASE_URL or NEWSWIRE_REDIS_URL those servers
    are used instead of our own.
    """
    stop = stop_on_signal()
    data = data.resolve()
    make_private(data)
    meter = CpuMeter()
    with ExitStack() as stack:
        stack.enter_context(claim(data))  # before anything is said or started: two runs would share log and site
        environment = _servers(stack, data, meter, quiet=as_json)
        log = stack.enter_context((data / "newswire.log").open("ab"))
        site = _corpus(stack, corpora, meter) if corpora else _sample(data) if sample else _Site()
        environment |= site.environment
        if site.address:
            environment["NEWSWIRE_ALLOW_ADDRESSES"] = allowed(Settings.from_env().allow_addresses, site.address)
            environment["NEWSWIRE_ALLOW_ADDRESSES_FILE"] = ""  # its content is in the other one
        os.environ.update(environment)  # for our processes, which begin as forks of this one
        supervisor = Supervisor(environment=os.environ, log=log, meter=meter, begin=_begin)
        services = app.open_services()
        stack.callback(services.close)
        # mistakes in them end it here, not one worker after the other; and all of them share the memory
        _ = services.allowed, services.cleaner, services.taxonomy, services.agencies, services.tracking
        migrations.migrate(services.settings.require_database())
        before, began = count(services), time.monotonic()
        _add_feeds(services, site)
        if site.command:
            supervisor.start("sample", *site.command)
        for role, arguments in _roles():
            supervisor.start(role, *arguments)
        live = stack.enter_context(Live(quiet=as_json))
        for line in how_to_ask(environment, data):
            live.say(line)
        live.say("  ".join(f"{child.role} {child.pid}" for child in supervisor.children))
        try:
            _watch(services, supervisor, live, stop, until_idle=until_idle, seconds=seconds)
        finally:
            live.close()
            if not as_json:
                console.print("stopping …", style="dim")
            memory = {child.role: peak_megabytes(child.pid) for child in supervisor.children if child.pid}
            seconds_taken = time.monotonic() - began
            supervisor.stop(grace=_STOP_SECONDS)
        result = summary(
            before,
            count(services),
            seconds=seconds_taken,
            memory=memory,
            pages=site.pages,
            identities=site.identities,
        )
    if not as_json:
        console.print(f"stopped; the data stay in {data}", style="dim", highlight=False, markup=False)
    result["cpu_seconds"] = meter.seconds
    if as_json:
        print_json(result)
    elif until_idle or seconds or corpora:
        show_summary(result, console)
    if corpora and until_idle and not result["complete"]:
        raise SystemExit(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Site:
    """The news site of a run, if it has one."""

    feeds: Sequence[str] = ()
    pages: int | None = None
    identities: int | None = None
    """Different pages among them: so many items come of them."""
    address: str = ""
    """Where it answers, ip:port: opened to this run."""
    environment: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    """What serves it, as arguments of newswire."""
    source: Callable[[str], str] = source_of


def _sample(data: Path) -> _Site:
    """Our own news site. Its port is kept: the addresses of its articles are in the database."""
    (data / "sample").mkdir(exist_ok=True)
    port = remembered_port(data / "sample")
    return _Site(
        feeds=feed_urls(f"http://127.0.0.1:{port}"),
        address=f"127.0.0.1:{port}",
        command=("sample", "--port", str(port)),
        source=lambda url: urlsplit(url).path.split("/")[1],
    )


def _corpus(stack: ExitStack, files: Sequence[Path], meter: CpuMeter) -> _Site:
    """Pages of real publishers, each at its own host, all of which are looked for on loopback in this run only."""
    stack.callback(meter.take, "corpus")  # the last in is the first out: this runs when the site has ended
    served = stack.enter_context(serve_corpus(files))
    return _Site(
        feeds=served.feeds,
        pages=served.pages,
        identities=served.identities,
        address=f"127.0.0.1:{served.port}",
        environment={"NEWSWIRE_CONNECT_TO": f"127.0.0.1:{served.port}", "NEWSWIRE_HOST_PACE": "0"},
    )


def _begin(arguments: Sequence[str]) -> None:
    """Carry out a command of ours in a fork of this process."""
    from worker.cli import main  # noqa: PLC0415 - it imports us

    app.app.conf.broker_url = app.open_services().settings.redis_url  # it was not known yet when the app was made
    sys.argv = ["newswire", *arguments]
    main()


def allowed(override: str, builtin: str) -> str:
    """Return what may be asked: what the operator opened, and our own site."""
    return f"{override},{builtin}" if override else builtin


def _add_feeds(services: Services, site: _Site) -> None:
    with services.db.transaction() as tx:
        for url in site.feeds:
            feeds.add(tx, url=url, source=site.source(url), shortest=_SAMPLE_POLL_SECONDS, backfill=True)
        if site.command:
            for host in {host_of(url) for url in site.feeds}:
                hosts.set_pace(tx, host, _SAMPLE_PACE_SECONDS)


def _roles() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "dispatcher", ("dispatcher",)
    for queue in QUEUES:
        yield queue, ("work", queue)


def _servers(stack: ExitStack, data: Path, meter: CpuMeter, *, quiet: bool) -> dict[str, str]:
    """Use the servers that the environment names, or start our own; return what our processes are told."""
    settings = Settings.from_env()
    environment = {"NEWSWIRE_LOG_FORMAT": "json"}
    if not settings.database_url:
        if not quiet:
            console.print("starting Postgres …", style="dim")
        stack.callback(meter.take, "postgres")
        environment["NEWSWIRE_DATABASE_URL"] = stack.enter_context(start_postgres(data / "postgres")).url
    if not settings.redis_url:
        if not quiet:
            console.print("starting Valkey …", style="dim")
        stack.callback(meter.take, "valkey")
        environment["NEWSWIRE_REDIS_URL"] = stack.enter_context(start_valkey(data / "valkey")).url
    return environment


def _watch(
    services: Services, supervisor: Supervisor, live: Live, stop: list[int], *, until_idle: bool, seconds: float | None
) -> None:
    """Show what happens until somebody or something says that it is enough."""
    began, quiet_looks, position = time.monotonic(), 0, last_position(services)
    while not stop:
        time.sleep(_REFRESH_SECONDS)
        for line in supervisor.watch():
            live.say(line)
        try:
            news = progress(services, after=position, limit=_LINES)
        except ServiceDown as error:
            live.warn(str(error))
        else:
            live.show(news)
            position = max([position, *(row.position for row in news.changes)])
        if seconds is not None and time.monotonic() - began > seconds:
            return
        if until_idle:
            quiet_looks = quiet_looks + 1 if is_idle(services) else 0
            if quiet_looks >= _LOOKS_WITHOUT_WORK:
                return


def how_to_ask(started: Mapping[str, str], data: Path) -> list[str]:
    """Return the lines that tell how to get at what is stored; `started` holds the addresses of servers of our own.

    No line holds a password, for what we say ends in logs: those of our own servers go into files that only their owner
    reads, and the operator's own address is not repeated.
    """
    try:
        psql = shutil.which("psql") or postgres_program("psql")
    except UsageError:  # servers given, and no wheel here
        psql = "psql"
    builtin = [name for name in ("NEWSWIRE_DATABASE_URL", "NEWSWIRE_REDIS_URL") if name in started]
    for name in builtin:
        keep_secret(data / name.lower(), started[name])
    ask = f"{shlex.quote(str(psql))} {_database(started, data)} -xc 'table news.articles limit 3'"
    return [
        f"PGPASSFILE={shlex.quote(str(data / 'pgpass'))} {ask}" if "NEWSWIRE_DATABASE_URL" in builtin else ask,
        *(f"export {name}_FILE={shlex.quote(str(data / name.lower()))}" for name in builtin),
        f"log: {data / 'newswire.log'}",
    ]


def _database(started: Mapping[str, str], data: Path) -> str:
    """The address for psql, as a word for a shell."""
    if "NEWSWIRE_DATABASE_URL" not in started:
        given = "NEWSWIRE_DATABASE_URL"
        return f'"${given}"' if os.environ.get(given) else f'"$(cat "${given}_FILE")"'
    own = urlsplit(started["NEWSWIRE_DATABASE_URL"])
    keep_secret(data / "pgpass", f"{own.hostname}:{own.port}:*:{own.username}:{own.password}\n")
    return shlex.quote(f"{own.scheme}://{own.username}@{own.hostname}:{own.port}{own.path}")
