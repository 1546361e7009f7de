"""The whole system at work, from poll to commit, on real pages grouped under 24 hosts; beside it an older build.

    NEWSWIRE_CORPUS=FOLDER make bench ARGS="run --old CHECKOUT"

`CHECKOUT` is a work tree of an older commit; it runs on our own interpreter, on the same pages, before us. `--every 5`
takes one page in five. Reads the corpus folder's articles/*.jsonl.gz (a line {"url", "html"} each). A feed brings many
articles, as in life, so pages are dealt out to hosts of our own; canonical addresses that they declare stay theirs.

Rates are of the steady state, from the first tenth of the articles to the ninth. CPU is user and system time of every
process and of its children that have ended, by what it does. Start-up is what the same processes use without any feed:
it is left out of the figures by article, and told by itself. The clock is fair only on a machine that does nothing
else; CPU time is so nearly always.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

HOSTS = 24
IDLE_SECONDS = 12.0
"""A run without feeds lasts so long: all processes are up after six."""
LOOK_SECONDS = 0.2
_TICKS = os.sysconf("SC_CLK_TCK")
_ROLES = {
    "dispatcher": "dispatcher",
    "work poll": "poll",
    "work fetch": "fetch",
    "work clean": "clean",
    "postgres": "postgres",
    "valkey": "valkey",
    "corpus_server": "site",
}
"""By what stands in a command line, what a process of `newswire run` and those under it do."""
_SITE = "site"
OURS = Path(__file__).parents[1]


@dataclass(kw_only=True, slots=True)
class Moment:
    """What is known at one moment of a run."""

    at: float
    articles: int
    cpu: Counter[str] = field(default_factory=Counter)
    """Seconds by role."""
    peak: float = 0.0
    """MB of the largest clean process so far."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one build did."""

    articles: int
    rate: float
    """Articles a second, steady state."""
    cpu: Mapping[str, float]
    """CPU milliseconds an article by role, start-up left out."""
    start: float
    """CPU seconds of starting everything up."""
    peak: float
    """MB resident of the largest clean process, shared pages included."""
    first: float
    """Seconds from the command to the first article that a consumer sees, on a database that was there."""

    @property
    def all_processes(self) -> float:
        return sum(self.cpu.values())


def group(files: list[Path], into: Path, *, every: int) -> int:
    """Write the pages anew under hosts of our own; return how many."""
    number = 0
    with into.open("w", encoding="utf-8") as out:
        for number, page in enumerate(_pages(files, every), start=1):
            parts = urlsplit(page.get("url") or f"http://none.example/{number}")
            path = f"{parts.hostname or 'none.example'}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            url = f"https://paper{number % HOSTS}.example/{path}"
            line = {"id": number, "url": url, "html": page["html"], "title": page.get("title") or ""}
            out.write(json.dumps(line) + "\n")
    return number


def _pages(files: list[Path], every: int) -> Iterator[dict[str, str]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % every == 0:
                    yield json.loads(line)


def measure(checkout: Path, pages: Path) -> Figures:
    """Run a build three times on one database: to make it, with nothing to do, and with the pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        list(_run(checkout, folder, "--seconds", "0.1"))
        idle = list(_run(checkout, folder, "--seconds", str(IDLE_SECONDS)))
        looks = list(_run(checkout, folder, "--until-idle", "--corpus", str(pages)))
    start, last = idle[-1].cpu, looks[-1]
    if not last.articles:
        sys.exit(f"{checkout} stored nothing")
    first = next(look for look in looks if look.articles)
    steady = [look for look in looks if 0.1 * last.articles <= look.articles <= 0.9 * last.articles]
    return Figures(
        articles=last.articles,
        rate=(steady[-1].articles - steady[0].articles) / (steady[-1].at - steady[0].at),
        cpu={role: 1000 * (spent - start[role]) / last.articles for role, spent in last.cpu.items() if role != _SITE},
        start=sum(spent for role, spent in start.items() if role != _SITE),
        peak=last.peak,
        first=first.at - looks[0].at,
    )


def _run(checkout: Path, folder: Path, *arguments: str) -> Iterator[Moment]:
    """Look at a run of a build until it stops its processes."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    for name in ("NEWSWIRE_DATABASE_URL", "NEWSWIRE_REDIS_URL"):
        environment.pop(name, None)
    command = (sys.executable, "-m", "worker", "run", "--data", str(folder), "--no-sample", "--json", *arguments)
    look = Moment(at=time.monotonic(), articles=0)
    yield look
    process = subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL)
    roles: dict[int, str] = {process.pid: "run"}
    connection: psycopg.Connection | None = None
    began = False
    while process.poll() is None:
        time.sleep(LOOK_SECONDS)
        look = Moment(at=time.monotonic(), articles=look.articles, peak=look.peak)
        for pid, seconds in _cpu(roles).items():
            look.cpu[roles[pid]] += seconds  # type: ignore[assignment] # a Counter adds up floats as well
            look.peak = max(look.peak, _peak(pid) if roles[pid] == "clean" else 0.0)
        if began and "dispatcher" not in look.cpu:  # the first that is stopped
            break
        began = "dispatcher" in look.cpu
        try:
            connection = connection or _connect(folder)
            look.articles = _number(connection)
        except (OSError, psycopg.Error):
            connection = None  # not there yet, or no longer
        yield look
    process.wait()


def _connect(folder: Path) -> psycopg.Connection:
    port, password = ((folder / "postgres" / name).read_text() for name in ("port", "password"))
    url = f"postgresql://newswire:{password}@127.0.0.1:{port}/newswire"
    return psycopg.connect(url, autocommit=True, connect_timeout=2)


def _number(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM news.articles").fetchone()
    assert row is not None
    return int(row[0])


def _cpu(roles: dict[int, str]) -> dict[int, float]:
    """CPU seconds of each process whose role is known and of its ended children; `roles` learns of new processes."""
    spent: dict[int, float] = {}
    for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):  # parents mostly come first
        pid = int(path.name)
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue
        parent = roles.get(int(fields[1]))
        if pid not in roles and parent is not None and line:
            roles[pid] = next((role for words, role in _ROLES.items() if words in line), parent)
        if pid in roles:
            spent[pid] = sum(map(int, fields[11:15])) / _TICKS
    return spent


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def main() -> None:
    """Print the figures of both builds, and their ratios."""
    parser = argparse.ArgumentParser(prog="benchmarks.run")
    parser.add_argument("--old", type=Path, help="work tree of the build to compare with")
    parser.add_argument("--every", type=int, default=1, help="take one page in so many")
    asked = parser.parse_args()
    corpus = os.environ.get("NEWSWIRE_CORPUS")
    files = sorted(Path(corpus, "articles").glob("*.jsonl.gz")) if corpus else []
    if not files:
        print("left out: set NEWSWIRE_CORPUS to a folder with articles/*.jsonl.gz")
        return
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder, "pages.jsonl")
        print(f"{group(files, pages, every=asked.every)} pages under {HOSTS} hosts")
        old = measure(asked.old.resolve(), pages) if asked.old else None
        new = measure(OURS, pages)
    for name, now, before in _table(new, old):
        ratio = f"{before:10.2f}  ratio {now / before:.2f}" if before else ""
        print(f"{name:44} {now:10.2f}{ratio}")


def _table(new: Figures, old: Figures | None) -> Iterator[tuple[str, float, float | None]]:
    def row(name: str, figure: Callable[[Figures], float]) -> tuple[str, float, float | None]:
        return name, figure(new), figure(old) if old else None

    yield row("articles stored", lambda f: f.articles)
    yield row("articles a second, steady", lambda f: f.rate)
    yield row("CPU ms an article, all processes", lambda f: f.all_processes)
    for role in sorted(new.cpu):
        yield row(f"  {role}", lambda f: f.cpu.get(role, 0.0))  # noqa: B023 - called at once
    yield row("  poll, fetch and dispatcher", lambda f: sum(f.cpu[role] for role in ("poll", "fetch", "dispatcher")))
    yield row("CPU s of starting up", lambda f: f.start)
    yield row("peak MB of a clean process", lambda f: f.peak)
    yield row("seconds to the first article", lambda f: f.first)


if __name__ == "__main__":
    main()
