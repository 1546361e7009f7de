"""newswire migrate, work, dispatcher, retention, sample: the processes of a deployment and their upkeep."""

import signal
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from types import FrameType

import click
import structlog

from worker import app
from worker.adapters import migrations, upkeep
from worker.adapters.broker import Broker
from worker.adapters.db import Database
from worker.adapters.telemetry import configure_logging
from worker.adapters.workers import Presence
from worker.cli.output import console, json_option, print_json, print_table, services
from worker.dispatch import SKETCH_DAYS, delete_old, keep_house, tick
from worker.errors import NewswireError, UsageError
from worker.models import QUEUES
from worker.settings import Settings
from worker.watchdog import Watchdog

# A due row waits this long for its bell at most; a tick without work costs 2 ms of CPU, most of it in Postgres.
TICK_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 600.0

log = structlog.get_logger()


@click.command()
def migrate() -> None:
    """Bring the database to the present schema, and let the roles log in whose passwords are set.

    NEWSWIRE_WRITER_PASSWORD and NEWSWIRE_READER_PASSWORD (or the same with _FILE) give newswire_writer and
    newswire_reader their passwords.
    """
    settings = Settings.from_env()
    url = settings.require_database()
    for name in migrations.migrate(url):
        console.print(f"applied {name}", highlight=False)
    for role, password in (
        ("newswire_writer", settings.writer_password),
        ("newswire_reader", settings.reader_password),
    ):
        if password:
            migrations.allow_login(url, role, password)
            console.print(f"{role} may log in", highlight=False)
    console.print("the database is up to date", highlight=False)


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
    app.run_worker(queue, processes=processes[queue])


@click.command()
def dispatcher() -> None:
    """Ring the bells for what is due, until SIGTERM. One is at work at a time; more of them wait in reserve."""
    configure_logging(Settings.from_env().log_format)
    stop = stop_on_signal()
    with services() as made:
        broker = Broker(made.settings.require_redis())
        made.settings.require_database()
        housekeeping, trouble = 0.0, None
        began = time.monotonic()
        presence = Presence(
            db=Database(made.settings.require_database(), application="newswire dispatcher"), role="dispatcher"
        )
        Watchdog(done=lambda: began, note=presence.note, alive_file=made.settings.alive_file).start()
        while not stop:
            began = time.monotonic()
            try:
                with made.db.transaction() as tx:
                    mine = upkeep.try_dispatch_lock(tx)
                if mine:
                    bell = tick(made, depths=lambda: broker.depths(QUEUES), ring=app.ring)
                    if bell != type(bell)():
                        log.info("rang", poll=len(bell.poll), fetch=len(bell.fetch), clean=len(bell.clean))
                    # a piece a tick, so that bells never wait for housekeeping
                    if began - housekeeping > HOUSEKEEPING_SECONDS and not keep_house(made):
                        housekeeping = began
                trouble = None
            except NewswireError as error:
                if error.reason != trouble:  # once, not every second of an outage
                    log.warning("waiting", reason=error.reason, error=str(error))
                trouble = error.reason
            wait_for(stop, TICK_SECONDS - (time.monotonic() - began))
        presence.leave()


@click.command()
@click.option("--delete", is_flag=True, help="Delete now what has passed its time; the dispatcher does it by itself.")
@json_option
def retention(*, delete: bool, as_json: bool) -> None:
    """How large each kind of data is, and how many days it is kept (NEWSWIRE_PAGE_DAYS and the like)."""
    deleted: Counter[str] = Counter()
    with services() as made:
        while delete and any((piece := delete_old(made)).values()):
            deleted.update(piece)
        with made.db.transaction() as tx:
            sizes = upkeep.growth(tx)
        days = {
            "pages": made.settings.page_days or None,
            "entries": made.settings.entry_days or None,
            "changes": made.settings.change_days or None,
            "sketches": SKETCH_DAYS,
            "revisions": made.settings.body_days or None,
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


def stop_on_signal() -> list[int]:
    """Return a list that is empty until SIGTERM or Ctrl-C."""
    received: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return received


def wait_for(stop: list[int], seconds: float) -> None:
    """Sleep, but not through a signal."""
    until = time.monotonic() + seconds
    while not stop and time.monotonic() < until:
        time.sleep(min(0.1, max(until - time.monotonic(), 0)))
