"""`make chaos`: run the faults one by one, print what became of the items, fail when one was lost or doubled."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.chaos import faults_broker as broker
from benchmarks.chaos import faults_content as content
from benchmarks.chaos import faults_database as database
from benchmarks.chaos import faults_process as process
from benchmarks.chaos.stack import Lab, Row
from benchmarks.fuzz.__main__ import NAMES as FUZZED
from benchmarks.fuzz.__main__ import run as fuzz

SCENARIOS: tuple[Callable[[Lab], Row], ...] = (
    process.none,
    process.children_killed,
    process.workers_killed,
    process.dispatcher_killed,
    process.dispatcher_frozen,
    broker.valkey_killed,
    broker.valkey_killed_with_aof,
    database.postgres_killed,
    database.sessions_cut,
    database.no_connections_left,
    database.read_only,
    database.table_locked,
    database.schema_behind,
    database.everything_killed,
    broker.valkey_restarted_often,
    broker.valkey_frozen,
    process.workers_frozen,
    broker.broker_half_open,
    broker.valkey_full,
    broker.valkey_full_evicting,
    broker.valkey_emptied,
    broker.valkey_read_only,
    broker.valkey_password_wrong,
    process.consumer_hangs,
    process.told_to_stop,
    process.grace_too_short,
    broker.stopped_without_broker,
    broker.enqueue_fails,
    process.dispatcher_doubled,
    broker.enqueued_too_often,
    broker.visibility_too_short,
    database.postgres_killed_at_commit,
    database.disk_full,
    content.poison_alone,
    content.poison_in_batches,
    content.poison_feed,
    content.feeds_removed,
    content.rows_that_do_not_fit,
    process.clocks_wrong,
)
QUICK = ("everything_killed", "rows_that_do_not_fit")
RECOVERY_SECONDS = 30.0
FUZZ_SECONDS = 20.0
_LINE = "{:28} {:>6} {:>5} {:>7} {:>11} {:>8} {:>8} {:>8}  {}"


def main() -> None:
    """Run them and print the table."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[*(one.__name__ for one in SCENARIOS), "fuzz"])
    parser.add_argument("--quick", action="store_true", help="a few faults on fewer items")
    parser.add_argument("--keep", action="store_true", help="leave logs and data behind, and say where")
    options = parser.parse_args()
    wanted = options.only or (QUICK if options.quick else [*(one.__name__ for one in SCENARIOS), "fuzz"])
    folder = Path(tempfile.mkdtemp(prefix="newswire-chaos-"))
    folder.chmod(0o711)  # so that user nobody, as whom Postgres runs under root, gets through
    try:
        failed = run([one for one in SCENARIOS if one.__name__ in wanted], folder, quick=options.quick)
        if "fuzz" in wanted:
            failed += fuzz(FUZZED, seconds=FUZZ_SECONDS, findings=Path(tempfile.mkdtemp(prefix="newswire-fuzz-")))
    finally:
        if options.keep:
            print(f"logs and data: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(f"not as it must be: {', '.join(failed)}" if failed else 0)


def run(scenarios: list[Callable[[Lab], Row]], folder: Path, *, quick: bool) -> list[str]:
    """Run scenarios, print a line for each, and return the names of those that failed."""
    failed = []
    with ExitStack() as stack:
        lab = Lab.open(stack, folder, items=60 if quick else 200, rounds=2 if quick else 4)
        columns = ("fault", "items", "lost", "doubled", "quarantined", "recovery", "all done", "took")
        print(_LINE.format(*columns, "seconds from the end of the fault"), flush=True)
        for scenario in scenarios:
            began = time.monotonic()
            try:
                row = scenario(lab)
            except NotImplementedError as skipped:
                print(f"{scenario.__name__:28} skipped: {skipped}", flush=True)
                continue
            found, took = row.verdict, time.monotonic() - began
            times = (f"{row.stood_still:.1f}", f"{row.seconds:.1f}", f"{took:.0f}")
            print(
                _LINE.format(row.fault, found.items, found.lost, found.doubled, found.quarantined, *times, row.extra),
                flush=True,
            )
            for note in found.notes:
                print(f"    {note}", flush=True)
            if found.lost or found.doubled or row.stood_still > RECOVERY_SECONDS:
                failed.append(row.fault)
    return failed


if __name__ == "__main__":
    main()
