"""Fetches from its own process and prints, as JSON, what came of it and how much memory it grew."""

import json
import sys
from pathlib import Path
from typing import Any

from worker.adapters.http import HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.errors import NewswireError
from worker.models import Page, Redirected, Request


def describe(outcome: Page | Redirected | NewswireError) -> str:
    """The outcome in a word: its reason, or its kind."""
    return outcome.reason if isinstance(outcome, NewswireError) else type(outcome).__name__


def _memory(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def _measured(client: HttpClient, urls: list[str]) -> dict[str, Any]:
    Path("/proc/self/clear_refs").write_text("5")  # begins a new peak (proc(5))
    before = _memory("VmRSS")
    outcomes = client.fetch_all([Request(url=url) for url in urls])
    return {
        "outcomes": [describe(outcome) for outcome in outcomes],
        "grown": _memory("VmHWM") - before,
    }


def main() -> None:
    """Reads {"port", "timeout", "max_bytes", "batches": [[path…]…]}; writes one measurement for each batch."""
    task = json.load(sys.stdin)
    client = HttpClient(
        user_agent="newswire-test",
        allowed=AllowedAddresses.parse([f"127.0.0.1:{task['port']}"]),
        timeout=task["timeout"],
        max_bytes=task["max_bytes"],
    )
    urls = [[f"http://127.0.0.1:{task['port']}/{path}" for path in batch] for batch in task["batches"]]
    client.fetch_all([Request(url=url) for url in urls[0]])  # so that what is loaded once does not count
    print(json.dumps([_measured(client, batch) for batch in urls]))
    client.close()


if __name__ == "__main__":
    main()
