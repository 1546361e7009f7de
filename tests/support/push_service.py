"""`newswire push` and a hub, each in a process of its own, beside a feed site."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_site import Pier


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Pushing:
    """The two processes, and what a test asks of them."""

    pier: Pier
    hub: str
    port: int
    settings: dict[str, str]
    process: subprocess.Popen | None = None
    ended: list[subprocess.Popen] = field(default_factory=list)

    def start(self) -> None:
        """Start the push service, and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "worker", "push", "--port", str(self.port)],
            env=environment | self.settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

        def answers() -> bool:
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stdout.read())
            with socket.socket() as one:
                return one.connect_ex(("127.0.0.1", self.port)) == 0

        self.wait_for(answers)

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Stop it, and give what it has logged."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=300)
        self.process = None
        return said

    def tell(self, do: str, **told: object) -> dict[str, Any]:
        """Tell the hub something; give its answer and what it holds."""
        request = Request(f"{self.hub}/control", json.dumps({"do": do, **told}).encode())
        with urlopen(request, timeout=300) as answer:
            return json.loads(answer.read())

    def row(self, *columns: str) -> tuple:
        """Columns of the one subscription."""
        (found,) = query(self.pier.url, f"SELECT {', '.join(columns)} FROM newswire.subscriptions")
        return found

    def wait_for(self, true: Callable[[], object], seconds: float = 300.0) -> None:
        """Wait for another process; it is looked for often, and only a fault takes all the time."""
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until:
                raise TimeoutError(f"not after {seconds} s: {self.tell('look')}")
            time.sleep(0.02)

    def wait_for_state(self, state: str) -> None:
        self.wait_for(lambda: query(self.pier.url, "SELECT state FROM newswire.subscriptions") == [(state,)])

    def titles(self) -> list[str]:
        """What our feed's entries say, once no push waits."""
        self.wait_for(lambda: not query(self.pier.url, "SELECT 1 FROM newswire.pushes"))
        found = query(self.pier.url, "SELECT payload->>'title' FROM newswire.entries")
        return sorted(title for (title,) in found)

    def feed(self, *titles: str) -> None:
        """Let the feed list these, and name its hub."""
        links = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{self.hub}/"/>'
        links += f'<link xmlns="http://www.w3.org/2005/Atom" rel="self" href="{self.topic}"/>'
        self.pier.site.feed(*(self.pier.site.entry(f"/{one}", one, guid=one) for one in titles), channel=links)

    @property
    def topic(self) -> str:
        return f"{self.pier.site.url}/feed.xml"


@pytest.fixture
def pushing(pier: Pier) -> Iterator[Pushing]:
    """A feed that offers a hub, polled once, with the push service at work and subscribed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.hub"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as hub:
        hub_port, port = int(hub.stdout.readline()), free_port()
        made = Pushing(
            pier=pier,
            hub=f"http://127.0.0.1:{hub_port}",
            port=port,
            settings={
                "NEWSWIRE_DATABASE_URL": run_steps.as_writer(pier.url),
                "NEWSWIRE_PUSH_URL": f"http://127.0.0.1:{port}/hooks/",
                "NEWSWIRE_ALLOW_ADDRESSES": f"127.0.0.1:{hub_port}",
                "NEWSWIRE_HOST_PACE": "0",
                "NEWSWIRE_MAX_PAGE_BYTES": "100000",
                "NEWSWIRE_ENTRY_MAX_DAYS": "0",
                "NEWSWIRE_LOG_FORMAT": "json",
            },
        )
        made.feed("Fog")
        pier.add()
        run_steps.poll(pier.services, pier.url)
        made.start()
        made.wait_for_state("live")
        yield made
        if made.process is not None:
            made.process.kill()
            made.process.communicate()
        hub.stdin.close()
