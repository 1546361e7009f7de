"""newswire run: everything on this machine, from servers to articles that scroll by."""

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import click

from worker.adapters import feeds, hosts, migrations
from worker.adapters.signals import stop_on_signal
from worker.cli.live import Live
from worker.cli.operate import WEB_PORT
from worker.cli.output import console, print_json
from worker.cli.servers import DATABASE, REDIS, given, how_to_ask, refuse_sample, refuse_stopped
from worker.cli.summary import show_summary
from worker.core.urls import host_of, source_of
from worker.embedded import Server, prepare_postgres, start_postgres, start_valkey
from worker.embedded.folder import claim, free_port, keep_secret, make_private, port_of, remembered_port
from worker.errors import ServiceDown, UsageError
from worker.models import QUEUES, FeedState
from worker.runtime import app
from worker.runtime.allocation import keep_what_is_loaded
from worker.runtime.progress import count, is_idle, last_position, progress, summary
from worker.runtime.supervisor import CpuMeter, Supervisor, peak_megabytes
from worker.sample.corpus import StartingSite, start_corpus
from worker.sample.site import feed_urls
from worker.services import Services
from worker.settings import Settings

# The sample site makes a new story every few seconds and is on this machine.
_SAMPLE_POLL_SECONDS, _SAMPLE_PACE_SECONDS = 5.0, 0.05
_STOP_SECONDS = 20.0
_REFRESH_SECONDS = 0.5
_LONGEST_RUN = 1e9
_WEB_PASSWORD = "web_password"  # noqa: S105 - the name of a file
_LINES = 100  # articles that one refresh prints at most
# --until-idle believes that nothing is left when it has seen nothing for this many looks: between two messages there is
# an instant without work in any queue.
_LOOKS_WITHOUT_WORK = 4


def _positive(_: click.Context, option: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _LONGEST_RUN:
        raise UsageError(f"{option.opts[0]} {value}: expected seconds above 0, for example 60; leave it out for no end")
    return seconds


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=Path(".newswire"), show_default=True,
              help="Folder for the servers' data and the log.")  # fmt: skip
@click.option("--corpus", "corpora", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Ingest the pages of this file (JSON lines with url and html), served on loopback.")  # fmt: skip
@click.option("--sample/--no-sample", default=None, help="Poll the sample news site, or only feeds that were added.")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due any more, and print a summary.")
@click.option("--seconds", callback=_positive, help="Stop after this many seconds, and print a summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, and nothing else.")
def run(
    *,
    data: Path,
    corpora: tuple[Path, ...],
    sample: bool | None,
    until_idle: bool,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Start Postgres, Valkey, a sample news site, the dispatcher and all workers; show articles as they are stored.

    Ctrl-C stops everything; the data stay in the folder. With NEWSWIRE_DATABASE_URL or NEWSWIRE_REDIS_URL and
    --no-sample those servers are used instead of our own.
    """
    stop = stop_on_signal()
    data = data.resolve()
    named = given(data)
    _check_others(named, data, asked_for=sample is not None or bool(corpora))
    make_private(data)
    meter = CpuMeter()
    with ExitStack() as stack:
        stack.enter_context(claim(data))  # before anything is said or started: two runs would share log and site
        corpus = _start_corpus(stack, corpora, meter) if corpora else None  # it reads while we load
        services = _load(data, named, stop, quiet=as_json)
        environment, servers = _servers(stack, data, named, meter, stop, quiet=as_json)
        log = stack.enter_context((data / "newswire.log").open("ab"))
        environment |= _web(data)
        os.environ.update(environment)  # for our processes, which begin as forks of this one
        site = _corpus(corpus) if corpus else _Site() if sample is False else _sample(data)
        _connect(stack, services, site)
        migrations.migrate(services.settings.require_database())
        _end_if_told(stop, quiet=as_json)
        supervisor = Supervisor(environment=os.environ, log=log, meter=meter, begin=_begin)
        before, began = count(services), time.monotonic()
        _add_feeds(services, site)
        if not site.command:
            _leave_sample_out(services, data)
        port = _web_port(data)
        _start_all(supervisor, _roles(site, web_port=port))
        live = stack.enter_context(Live(quiet=as_json))
        live.say(f"web page: http://127.0.0.1:{port}/ (password to change something: {data / _WEB_PASSWORD})")
        pids = "  ".join(f"{child.role} {child.pid}" for child in supervisor.children)
        for line in (*how_to_ask(environment, data), *no_contact(services.settings), pids):
            live.say(line)
        try:
            _watch(services, supervisor, servers, live, stop, until_idle=until_idle, seconds=seconds)
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
    result["cpu_seconds"] = meter.seconds
    if as_json:
        print_json(result)
    else:
        console.print(f"stopped; the data stay in {data}", style="dim", highlight=False, markup=False)
        if until_idle or seconds or corpora:
            show_summary(result, console)
    if corpora and until_idle and not result["complete"]:
        raise SystemExit(1)


def _check_others(named: Mapping[str, str], data: Path, *, asked_for: bool) -> None:
    """Never join another system because a shell happens to have its addresses; name the one that does not answer."""
    if not asked_for:
        refuse_sample(named, data)
    refuse_stopped(named)


def _load(data: Path, named: Mapping[str, str], stop: list[int], *, quiet: bool) -> Services:
    """Load what all workers need before there are any, so that they share it: 1.4 s of CPU, in which Postgres makes its
    files. A mistake in the rules ends all of it.
    """
    services = app.open_services()
    with ThreadPoolExecutor(1) as beside:
        prepared = None
        if DATABASE not in named:
            if not quiet:
                console.print("starting Postgres …", style="dim")
            prepared = beside.submit(prepare_postgres, data / "postgres")
        app.load_worker()
        services.load_rules()
        if prepared:
            prepared.result()
    _end_if_told(stop, quiet=quiet)
    return services


def _connect(stack: ExitStack, services: Services, site: "_Site") -> None:
    """Tell what is loaded where the servers are and that this run may ask its site: neither was known yet."""
    os.environ.update(_site_settings(site))
    services.settings = Settings.from_env()
    stack.callback(services.close)
    app.app.conf.broker_url = services.settings.redis_url
    app.load_transport()
    keep_what_is_loaded()
    _ = services.allowed


def _start_all(supervisor: Supervisor, roles: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    try:
        for role, arguments in roles:
            supervisor.start(role, *arguments)
    except BaseException:
        supervisor.stop(grace=_STOP_SECONDS)
        raise


def _end_if_told(stop: list[int], *, quiet: bool) -> None:
    """End between two pieces of the start, with what has been started, when Ctrl-C came meanwhile."""
    if stop:
        if not quiet:
            console.print("stopped while it was starting", style="dim")
        raise SystemExit(0)


def no_contact(settings: Settings) -> list[str]:
    """Say that publishers are not told whom to write to, if it is so."""
    if settings.contact:
        return []
    return ['publishers read "no contact set": give them an address in NEWSWIRE_CONTACT']


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


def _start_corpus(stack: ExitStack, files: Sequence[Path], meter: CpuMeter) -> StartingSite:
    stack.callback(meter.take, "corpus")  # the last in is the first out: this runs when the site has ended
    starting = start_corpus(files)
    stack.callback(starting.close)
    return starting


def _corpus(starting: StartingSite) -> _Site:
    """Pages of real publishers, each at its own host, all of which are looked for on loopback in this run only."""
    served = starting.started()
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

    sys.argv = ["newswire", *arguments]
    main()


def _site_settings(site: _Site) -> dict[str, str]:
    if not site.address:
        return dict(site.environment)
    return {
        **site.environment,
        "NEWSWIRE_ALLOW_ADDRESSES": allowed(Settings.from_env().allow_addresses, site.address),
        "NEWSWIRE_ALLOW_ADDRESSES_FILE": "",  # its content is in the other one
    }


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
                feeds.set_state(tx, hosts.unpark(tx, host), FeedState.ACTIVE)


def _leave_sample_out(services: Services, data: Path) -> None:
    """What an earlier run has of the sample waits, paused, until one with the sample: it may not be asked now."""
    port = port_of(data / "sample")
    if port is None:
        return
    with services.db.transaction() as tx:
        feeds.set_state(tx, hosts.park(tx, f"127.0.0.1:{port}"), FeedState.PAUSED)


def _roles(site: _Site, *, web_port: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    if site.command:
        yield "sample", site.command
    yield "dispatcher", ("dispatcher",)
    for queue in QUEUES:
        yield queue, ("work", queue)
    yield "web", ("web", "--port", str(web_port))


def _web_port(data: Path) -> int:
    """The usual port of the web page, or when another has that the one of the last run."""
    (data / "web").mkdir(exist_ok=True)
    return free_port(WEB_PORT) or remembered_port(data / "web")


def _web(data: Path) -> dict[str, str]:
    """The password of the web page: the operator's, else one of this folder, which only its owner reads."""
    if Settings.from_env().web_password:
        return {}
    path = data / _WEB_PASSWORD
    if not path.exists():
        keep_secret(path, secrets.token_urlsafe(12))
    return {"NEWSWIRE_WEB_PASSWORD_FILE": str(path)}


def _servers(
    stack: ExitStack, data: Path, named: Mapping[str, str], meter: CpuMeter, stop: list[int], *, quiet: bool
) -> tuple[dict[str, str], list[Server]]:
    """Use the servers that the environment names, or start our own; return what our processes are told, and ours."""
    environment, servers = {"NEWSWIRE_LOG_FORMAT": "json"}, list[Server]()
    if DATABASE not in named:
        stack.callback(meter.take, "postgres")
        servers.append(stack.enter_context(start_postgres(data / "postgres")))
        environment |= _told(DATABASE, servers[-1].url)
        _end_if_told(stop, quiet=quiet)
    if REDIS not in named:
        if not quiet:
            console.print("starting Valkey …", style="dim")
        stack.callback(meter.take, "valkey")
        servers.append(stack.enter_context(start_valkey(data / "valkey")))
        environment |= _told(REDIS, servers[-1].url)
        _end_if_told(stop, quiet=quiet)
    return environment, servers


def _told(name: str, address: str) -> dict[str, str]:
    return {name: address, f"{name}_FILE": ""}  # the shell may have exported the same in a file


def _watch(
    services: Services,
    supervisor: Supervisor,
    servers: Sequence[Server],
    live: Live,
    stop: list[int],
    *,
    until_idle: bool,
    seconds: float | None,
) -> None:
    """Show what happens until somebody or something says that it is enough."""
    began, quiet_looks, position = time.monotonic(), 0, last_position(services)
    while not stop:
        time.sleep(_REFRESH_SECONDS)
        for line in chain(*(server.watch() for server in servers), supervisor.watch()):
            live.say(line)
        if not live.quiet:
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
