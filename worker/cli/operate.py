"""newswire migrate, work, dispatcher, push, metrics, web, retention, sample: the processes of a deployment."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict

import click

from worker.adapters import maintenance, migrations
from worker.adapters.db import Database
from worker.adapters.listening import listen
from worker.adapters.signals import exit_on_signal, stop_on_signal, wait_for
from worker.adapters.telemetry import configure_logging
from worker.adapters.workers import Presence
from worker.cli.output import console, errors, json_option, open_services, print_json
from worker.cli.table import print_table
from worker.errors import UsageError
from worker.models import QUEUES
from worker.settings import Settings

WEB_PORT = 8780


@click.command()
@click.option("--roles", "roles_only", is_flag=True, help="Only make the roles: before a dump is restored.")
def migrate(*, roles_only: bool) -> None:
    """Bring the database to the present schema, and let the roles log in whose passwords are set.

    Roles, rights and limits that are lacking are made, those of consumers too. Says whom it waits for, and ends
    sessions that only read when they hold it up.

    NEWSWIRE_WRITER_PASSWORD, NEWSWIRE_READER_PASSWORD and NEWSWIRE_MONITOR_PASSWORD (or the same with _FILE) give
    newswire_writer, newswire_reader and newswire_monitor their passwords.
    """
    settings = Settings.from_env()
    url = settings.require_database()
    if roles_only:
        migrations.make_roles(url)
    else:
        for name in migrations.migrate(url, tell=_tell):
            console.print(f"applied {name}", highlight=False)
    for role, password in (
        ("newswire_writer", settings.writer_password),
        ("newswire_reader", settings.reader_password),
        ("newswire_monitor", settings.monitor_password),
    ):
        if password:
            migrations.allow_login(url, role, password)
            console.print(f"{role} may log in", highlight=False)
    console.print("the roles are there" if roles_only else "the database is up to date", highlight=False)


def _tell(text: str) -> None:
    errors.print(text, style="yellow", highlight=False, markup=False)


@click.command()
@click.argument("queue", type=click.Choice(QUEUES))
def work(queue: str) -> None:
    """Run the Celery worker of one queue until SIGTERM, which lets the batch in hand finish."""
    settings = Settings.from_env()
    processes = {
        "poll": settings.poll_processes,
        "fetch": settings.fetch_processes,
        "clean": settings.clean_concurrency,
    }
    from worker.runtime import app  # noqa: PLC0415 - Celery, which most of these commands do without

    app.run_worker(queue, processes=processes[queue])


@click.command()
def dispatcher() -> None:
    """Enqueue what is due, until SIGTERM. One is at work at a time; more of them wait in reserve."""
    configure_logging(Settings.from_env().log_format, process="dispatcher")
    with open_services() as services:
        from worker.runtime.dispatcher import run_dispatcher  # noqa: PLC0415 - the same

        run_dispatcher(services, stop_on_signal())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8790, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
def push(host: str, port: int) -> None:
    """Let hubs push the feeds that offer it (WebSub), until SIGTERM.

    NEWSWIRE_PUSH_URL is the address under which hubs reach this service, as a rule that of a proxy that speaks https.
    """
    from worker.runtime.push import run_push  # noqa: PLC0415 - only this command needs a web server

    configure_logging(Settings.from_env().log_format)
    with open_services() as services:
        run_push(services, host=host, port=port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=WEB_PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def web(host: str, port: int) -> None:
    """Serve the web page until SIGTERM: the flow, feeds, articles, topics, quarantine, consumers.

    Anybody who reaches it may read. What changes something takes NEWSWIRE_WEB_PASSWORD; without it there is no login.
    Requests by another name than 127.0.0.1 or localhost are refused, unless NEWSWIRE_WEB_HOSTS has it.
    """
    from worker.runtime.watchdog import Watchdog  # noqa: PLC0415 - the same
    from worker.web.app import serve  # noqa: PLC0415 - only this command needs a web server

    configure_logging(Settings.from_env().log_format)
    with open_services() as services:
        database = Database(services.settings.require_database(), application="newswire web presence")
        _ = services.taxonomy  # a mistake in the rules ends it here
        listening = listen(host, port)
        exit_on_signal()
        presence = Presence(db=database, role="web")
        # no work of its own to be stuck in: it only says that it is there
        Watchdog(done=lambda: None, note=presence.note, heartbeat_file=services.settings.heartbeat_file).start()
        try:
            with listening:
                errors.print(f"web page on http://{f'[{host}]' if ':' in host else host}:{port}/", highlight=False)
                serve(services, listening)
        finally:
            presence.leave()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=9464, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--once", is_flag=True, help="Print the metrics once and end.")
def metrics(*, host: str, port: int, once: bool) -> None:
    """Serve metrics for Prometheus on /metrics, until SIGTERM.

    Needs no more than the role newswire_monitor: NEWSWIRE_DATABASE_URL=postgresql://newswire_monitor:…
    """
    from worker.runtime.metrics import Scraper, serve, text  # noqa: PLC0415 - its server takes 0.2 s to load

    configure_logging(Settings.from_env().log_format)
    with Scraper(Settings.from_env()) as scraper:
        if once:
            body, _ = text(scraper.scrape(), accept="")
            click.echo(body.decode(), nl=False)
        else:
            serve(scraper, host=host, port=port)


@click.command()
@click.option("--delete", is_flag=True, help="Delete now what has passed its time; the dispatcher does it by itself.")
@json_option
def retention(*, delete: bool, as_json: bool) -> None:
    """How large each kind of data is, and how many days it is kept (NEWSWIRE_PAGE_DAYS and the like)."""
    deleted: Counter[str] = Counter()
    with open_services() as services:
        from worker.runtime.dispatcher import SKETCH_DAYS, delete_old  # noqa: PLC0415 - the same

        while delete and any((piece := delete_old(services)).values()):
            deleted.update(piece)
        with services.db.transaction() as tx:
            sizes = maintenance.table_sizes(tx)
        days = {
            "pages": services.settings.page_days or None,
            "entries": services.settings.entry_days or None,
            "changes": services.settings.change_days or None,
            "sketches": SKETCH_DAYS,
            "revisions": services.settings.body_days or None,
        }
    if as_json:
        print_json({"kinds": [{**asdict(size), "days": days.get(size.kind)} for size in sizes], "deleted": deleted})
        return
    lines = [(size.kind, size.rows, size.bytes / 1e6, days.get(size.kind)) for size in sizes]
    print_table(("kind", "rows, about", "MB", "days kept"), lines, empty="nothing is stored")
    if delete:
        told = ", ".join(f"{number} {kind}" for kind, number in deleted.items() if number)
        console.print(f"deleted: {told or 'nothing had passed its time'}", highlight=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8734, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
def sample(host: str, port: int) -> None:
    """Serve the sample news site until SIGTERM: fictional outlets with feeds, walls and faults of every kind."""
    from worker.sample.site import serve  # noqa: PLC0415 - its pages are read at import, and only this command serves them

    stop = stop_on_signal()
    with ExitStack() as stack:
        try:
            site = stack.enter_context(serve(port, host=host, growing=True))
        except OSError as error:
            raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        console.print(f"sample news site on http://{host}:{site.port}/", highlight=False)
        while not stop:
            wait_for(stop, 1.0)
