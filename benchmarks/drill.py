"""The alerts on a running system: parts of it are frozen or killed, and Prometheus is asked whether the alert fires.

`python -m benchmarks.drill [PROGRAM]` starts `newswire run` with the sample site, `newswire metrics` and Prometheus (of
Debian's package, for example) with the alerts of deploy/monitoring as they stand. Each alert has to fire within its own
time and some scrapes, and to be gone once the part goes on.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import redis

ROOT = Path(__file__).parent.parent
ALERTS = ROOT / "deploy" / "monitoring" / "prometheus" / "alerts.yml"
SCRAPE_SECONDS = 5
# the longest `for` is 2 min, a frozen process is known as such after 1 min; the rest is for a slow machine
PATIENCE = 420.0
NEWSWIRE = (sys.executable, "-m", "worker")

_began = time.monotonic()


def main() -> None:
    """Run the drill; exit 1 when an alert does not fire, or does not end."""
    program = shutil.which(sys.argv[1] if len(sys.argv) > 1 else "prometheus")
    if program is None:
        sys.exit("drill: no prometheus found: install it, or name the program")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-drill-")))
        folder.chmod(0o711)
        pids = stack.enter_context(_system(folder))
        environment = {
            **os.environ,
            "NEWSWIRE_DATABASE_URL": (folder / "data" / "newswire_database_url").read_text("utf-8"),
            "NEWSWIRE_REDIS_URL": (folder / "data" / "newswire_redis_url").read_text("utf-8"),
            "NEWSWIRE_LOG_FORMAT": "json",
        }
        metrics, address = stack.enter_context(_metrics(environment))
        prometheus = stack.enter_context(_prometheus(program, folder, address))
        _drill(prometheus, pids, environment["NEWSWIRE_REDIS_URL"], metrics)
    _say("passed")


def _drill(prometheus: str, pids: dict[str, int], redis_url: str, metrics: subprocess.Popen[str]) -> None:
    created = 'sum(newswire_changes_total{kind="created"})'
    _until(lambda: _value(prometheus, created) > 0, "articles are counted")
    _say(f"{_value(prometheus, created):.0f} articles; alerts that fire: {', '.join(_firing(prometheus)) or 'none'}")
    valkey = redis.Redis.from_url(redis_url)
    broker = int(valkey.info()["process_id"])
    valkey.close()
    # a process and its pool are one group
    for alert, part, send in (
        ("NewswireNoDispatcher", "the dispatcher", partial(os.killpg, pids["dispatcher"])),
        ("NewswireNoWorker", "the clean worker", partial(os.killpg, pids["clean"])),
        ("NewswireServiceDown", "Redis", partial(os.kill, broker)),
    ):
        _say(f"freezing {part}")
        since = time.monotonic()
        send(signal.SIGSTOP)
        try:
            _until(lambda alert=alert: alert in _firing(prometheus), f"{alert} fires")  # type: ignore[misc]
            _say(f"{alert} fires {time.monotonic() - since:.0f} s later: {_summary(prometheus, alert)}")
        finally:
            send(signal.SIGCONT)
        since = time.monotonic()
        _until(lambda alert=alert: alert not in _firing(prometheus), f"{alert} ends")  # type: ignore[misc]
        _say(f"{part} goes on; {alert} ended {time.monotonic() - since:.0f} s later")
    _say("killing newswire metrics")
    since = time.monotonic()
    metrics.kill()
    _until(lambda: "NewswireNoMetrics" in _firing(prometheus), "NewswireNoMetrics fires")
    _say(f"NewswireNoMetrics fires {time.monotonic() - since:.0f} s later: {_summary(prometheus, 'NewswireNoMetrics')}")


@contextmanager
def _system(folder: Path) -> Iterator[dict[str, int]]:
    log = (folder / "run.log").open("w")
    with subprocess.Popen([*NEWSWIRE, "run", "--data", folder / "data"], stdout=log, stderr=log, cwd=ROOT) as process:
        try:
            line = re.compile(r"^sample \d+.*$", re.MULTILINE)
            _until(lambda: line.search((folder / "run.log").read_text("utf-8")) is not None, "newswire run is up")
            words = line.findall((folder / "run.log").read_text("utf-8"))[0].split()
            _say("newswire run is up")
            yield {role: int(pid) for role, pid in zip(words[::2], words[1::2], strict=True)}
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def _metrics(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [*NEWSWIRE, "metrics", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True, cwd=ROOT) as process:
        try:
            lines: Iterable[str] = process.stderr or ()
            said = next(json.loads(line) for line in lines if '"event": "metrics"' in line)
            yield process, said["address"].removeprefix("http://").removesuffix("/metrics")
        finally:
            process.kill()


@contextmanager
def _prometheus(program: str, folder: Path, target: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configuration = {
        "global": {"scrape_interval": f"{SCRAPE_SECONDS}s", "evaluation_interval": f"{SCRAPE_SECONDS}s"},
        "rule_files": [str(ALERTS)],
        "scrape_configs": [{"job_name": "newswire", "static_configs": [{"targets": [target]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(configuration), "utf-8")  # JSON is YAML
    log = (folder / "prometheus.log").open("w")
    command = [
        program, f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _until(lambda: _value(address, 'up{job="newswire"}') == 1, "Prometheus scrapes newswire metrics")
            _say(f"{Path(program).name} scrapes newswire metrics each {SCRAPE_SECONDS} s")
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _ask(address: str, path: str) -> Any:
    try:
        with urlopen(f"{address}{path}", timeout=10) as answer:
            return json.load(answer)["data"]
    except OSError:  # not up yet
        return {"result": [], "alerts": []}


def _value(address: str, expression: str) -> float:
    found = _ask(address, f"/api/v1/query?query={quote(expression)}")["result"]
    return float(found[0]["value"][1]) if found else 0.0


def _firing(address: str) -> list[str]:
    alerts = _ask(address, "/api/v1/alerts")["alerts"]
    return sorted({one["labels"]["alertname"] for one in alerts if one["state"] == "firing"})


def _summary(address: str, alert: str) -> str:
    alerts = _ask(address, "/api/v1/alerts")["alerts"]
    return next(
        (one["annotations"]["summary"] for one in alerts if one["labels"]["alertname"] == alert),
        "it has ended meanwhile",
    )


def _until(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > until:
            sys.exit(f"drill: waited in vain until {what}")
        time.sleep(1)


def _say(text: str) -> None:
    print(f"{time.monotonic() - _began:5.0f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
