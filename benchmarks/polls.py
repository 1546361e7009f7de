"""Polls: CPU of one that finds nothing new, the rate beside feeds that hang or share a host, and memory over many.

    make bench ARGS=polls                                         this tree alone
    .venv/bin/python -m benchmarks.polls --old FOLDER [WHAT…]     and ratios against the tree in FOLDER, in the same run

WHAT is cpu, rate or memory. A tree is run as it is deployed: dispatcher and poll worker as processes, with Postgres and
Valkey of their own; CPU is that of all of them. The site is a process of its own, which is not counted.
"""

import argparse
import asyncio
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg

from worker.embedded import start_postgres, start_valkey

FEEDS = 1000
MEMORY_FEEDS = 20_000
BODY = (
    b"<rss version='2.0'><channel><title>News</title><link>http://news.example/</link><item><title>A</title>"
    b"<link>http://news.example/1</link><description>" + b"All is as it was at noon. " * 1000 + b"</description></item>"
    b"</channel></rss>"
)
ROUNDS = 3
PATIENCE = 300.0
"""Seconds after which a round is given up."""
HERE = Path(__file__).parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Tree:
    """The processes of one tree, with feeds on hosts of their own whose robots.txt is known."""

    def __init__(self, path: Path, *, site: int, database: str, redis: str, folder: Path) -> None:
        self._connection = psycopg.connect(database, autocommit=True)
        self._log = (folder / "log").open("wb")
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")} | {
            "PYTHONPATH": str(path),
            "NEWSWIRE_DATABASE_URL": database,
            "NEWSWIRE_REDIS_URL": redis,
            "NEWSWIRE_CONNECT_TO": f"127.0.0.1:{site}",
            "NEWSWIRE_ALLOW_ADDRESSES": f"127.0.0.1:{site}",
            "NEWSWIRE_LOG_FORMAT": "json",
        }
        self._path = path
        self.servers: list[int] = []
        self._run("migrate").wait()
        self.processes = [self._run("dispatcher"), self._run("work", "poll")]

    def feeds(self, urls: Sequence[str], *, validators: bool) -> None:
        """Let these be all feeds, each read before, and none of them due."""
        columns = {"etag": '"1"' if validators else None, "body_hash": sha256(BODY).digest()}
        if self._connection.execute("SELECT FROM pg_attribute WHERE attname = 'whole_at'").fetchone():
            columns["whole_at"] = "now"
        self._connection.execute("DELETE FROM newswire.feeds")
        self._connection.execute("DELETE FROM newswire.hosts")
        self._connection.execute(
            "INSERT INTO newswire.hosts (host, robots_open, robots_until)"
            " SELECT DISTINCT substring(url FROM '//([^/]+)'), true, now() + interval '1 day'"
            " FROM unnest(%s::text[]) url",
            [list(urls)],
        )
        self._connection.execute(
            f"INSERT INTO newswire.feeds (url, url_hash, source, next_poll_at, {', '.join(columns)})"
            f" SELECT url, sha256(url::bytea), 'Bench', 'infinity', {', '.join('%s' for _ in columns)}"
            " FROM unnest(%s::text[]) url",
            [*columns.values(), list(urls)],
        )
        self._connection.execute("VACUUM ANALYZE newswire.feeds, newswire.hosts")

    def poll_all(self, *, share: float = 1.0, of: str = "%") -> tuple[float, float]:
        """Let all feeds be due, and wait."""
        self._connection.execute("UPDATE newswire.hosts SET next_request_at = now()")
        self._connection.execute("UPDATE newswire.feeds SET next_poll_at = now(), last_polled_at = NULL")
        return self.wait(share, of=of)

    def wait(self, share: float, *, of: str = "%") -> tuple[float, float]:
        """Return (CPU, clock) seconds until this share of the feeds whose address is like `of` is polled."""
        total = self._count("true", of)
        cpu, began = self.cpu(), time.monotonic()
        while self._count("last_polled_at IS NOT NULL", of) < share * total:
            if time.monotonic() - began > PATIENCE:
                print(f"  given up after {PATIENCE:.0f} s: {self.states()}", flush=True)
                break
            time.sleep(0.25)
        return self.cpu() - cpu, time.monotonic() - began

    def states(self) -> dict[str, int]:
        """How the last polls ended."""
        return dict(self._connection.execute("SELECT last_status, count(*) FROM newswire.feeds GROUP BY 1").fetchall())

    def cpu(self) -> float:
        """CPU seconds so far of dispatcher, worker, Postgres and Valkey, with what they have started."""
        return sum(map(_cpu, _with_children([*(process.pid for process in self.processes), *self.servers])))

    def memory(self) -> float:
        """Resident MB of the process that polls: the worker's pool has one."""
        return max(
            (_resident(pid) for pid in _with_children([self.processes[1].pid]) if pid != self.processes[1].pid),
            default=0.0,
        )

    def close(self) -> None:
        """Stop the processes."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        self._connection.close()
        self._log.close()

    def _count(self, condition: str, of: str) -> int:
        statement = f"SELECT count(*) FROM newswire.feeds WHERE {condition} AND url LIKE %s"
        row = self._connection.execute(statement, [of]).fetchone()
        return int(row[0]) if row else 0

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "worker", *arguments],
            cwd=self._path,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )


@contextmanager
def started(path: Path, *, site: int) -> Iterator[Tree]:
    """A tree at work, with servers of its own."""
    with tempfile.TemporaryDirectory(prefix="newswire-polls-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with start_postgres(folder / "postgres") as postgres, start_valkey(folder / "valkey") as valkey:
            tree = Tree(path, site=site, database=postgres.url, redis=valkey.url, folder=folder)
            tree.servers = [pid for pid in (postgres.pid, valkey.pid) if pid]
            try:
                yield tree
            finally:
                tree.close()


def addresses(path: str, number: int = FEEDS) -> list[str]:
    """Feeds on hosts of their own."""
    return [f"http://h{place}.example/{path}" for place in range(number)]


def measure_cpu(trees: dict[str, Tree]) -> None:
    """Unchanged polls: CPU of each, all processes."""
    for name, validators in (("304", True), ("200 with the same body", False)):
        best = dict.fromkeys(trees, float("inf"))
        for tree in trees.values():
            tree.feeds(addresses("feed"), validators=validators)
        for _ in range(ROUNDS):
            for label, tree in trees.items():
                best[label] = min(best[label], tree.poll_all()[0] / FEEDS * 1000)
        told = ", ".join(f"{label} {cpu:.3f} ms" for label, cpu in best.items())
        ratio = f": ratio {best['this tree'] / best['old']:.2f}" if "old" in best else ""
        print(f"unchanged poll, {name}: CPU of all processes {told}{ratio}", flush=True)


def measure_rate(tree: Tree) -> None:
    """The rate of feeds that are well, alone and beside one in 20 that hangs and a quarter that shares one host."""
    rates: dict[str, list[tuple[float, float]]] = {"well": [], "beside": []}
    for _ in range(ROUNDS):
        for kind, found in rates.items():
            urls = addresses("feed")
            if kind == "beside":
                urls[::20] = addresses("hang")[::20]
                urls += [f"http://shared.example/{place}" for place in range(FEEDS // 3)]
            tree.feeds(urls, validators=True)
            # the last few are a matter of turns, not of the rate
            cpu, seconds = tree.poll_all(share=0.98, of="http://h%/feed")
            number = 0.98 * sum(url.endswith("feed") for url in urls)
            found.append((number / seconds, cpu / number * 1000))
    # others at work on the machine only make it slower
    well, beside = (max(rate for rate, _ in found) for found in rates.values())
    well_cpu, beside_cpu = (min(cpu for _, cpu in found) for found in rates.values())
    print(
        f"polls a second of feeds that are well: alone {well:.0f} ({well_cpu:.2f} ms CPU each), with one in 20 that "
        f"never answers and a quarter on one host {beside:.0f} ({beside_cpu:.2f} ms): ratio {beside / well:.2f}",
        flush=True,
    )


def measure_memory(tree: Tree) -> None:
    """Resident memory of the process that polls, over many feeds."""
    tree.feeds(addresses("feed", MEMORY_FEEDS), validators=False)
    told = []
    for tenth in (1, 4, 7, 10):
        share = tenth / 10
        tree.poll_all(share=share) if tenth == 1 else tree.wait(share)
        told.append(f"{tree.memory():.0f} MB after {share * MEMORY_FEEDS:,.0f}")
    print(f"memory of the process that polls: {', '.join(told)}", flush=True)


def _with_children(pids: Sequence[int]) -> set[int]:
    parents = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                parents[int(process.name)] = int(process.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    found = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _cpu(pid: int) -> float:
    # with the children that have ended, and all threads
    with suppress(OSError):
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])) / TICKS
    return 0.0


def _resident(pid: int) -> float:
    with suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


class _Site(asyncio.Protocol):
    """Answers 304 to a known validator, 200 with the same body to others, and nothing to /hang."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._came = b""

    def data_received(self, data: bytes) -> None:
        self._came += data
        while b"\r\n\r\n" in self._came:
            request, _, self._came = self._came.partition(b"\r\n\r\n")
            if b" /hang " in request.partition(b"\r\n")[0]:
                continue
            if b'If-None-Match: "1"' in request:
                answer = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
            else:
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n"
                answer = head % len(BODY) + BODY
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(answer)


def _serve(reply_to: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Site, "127.0.0.1", 0, backlog=1000)
        reply_to.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=("cpu", "rate", "memory", []), default=[])
    parser.add_argument("--old", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    what = asked.what or ["cpu", "rate", "memory"]
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    site: int = ours.recv()
    try:
        with started(HERE, site=site) as tree:
            if "cpu" in what and asked.old:
                with started(asked.old.resolve(), site=site) as old:
                    measure_cpu({"this tree": tree, "old": old})
            elif "cpu" in what:
                measure_cpu({"this tree": tree})
            if "rate" in what:
                measure_rate(tree)
            if "memory" in what:
                measure_memory(tree)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
