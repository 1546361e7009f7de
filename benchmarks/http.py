"""CPU of a fetch: our client against a plain pycurl loop over the same pages of a loopback server, in the same run."""

import gzip
import io
import multiprocessing
import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pycurl

from worker.adapters.http import HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.models import Page, Request

REQUESTS = 2000
ROUNDS = 3
HOSTS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """CPU milliseconds of this process per request, the best of `ROUNDS`."""

    plain: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.plain


def measure() -> Figures:
    """Fetches a page of 100 KB, 40 KB on the wire, over connections that are kept."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    port: int = ours.recv()
    try:
        figures = [(_plain(port), _newswire(port)) for _ in range(ROUNDS)]
    finally:
        server.terminate()
        server.join()
    return Figures(plain=min(plain for plain, _ in figures), ours=min(ours for _, ours in figures))


def _plain(port: int) -> float:
    curl = pycurl.Curl()
    curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
    curl.setopt(pycurl.CONNECT_TO, [f"::127.0.0.1:{port}"])
    began = time.process_time()
    for number in range(REQUESTS):
        body = io.BytesIO()
        curl.setopt(pycurl.URL, f"http://h{number % HOSTS}.example/{number}")
        curl.setopt(pycurl.WRITEDATA, body)
        curl.perform()
        if curl.getinfo(pycurl.RESPONSE_CODE) != 200 or not body.getvalue():
            raise RuntimeError("the plain loop got no page")
    seconds = time.process_time() - began
    curl.close()
    return seconds / REQUESTS * 1000


def _newswire(port: int) -> float:
    client = HttpClient(
        user_agent="newswire-bench",
        allowed=AllowedAddresses(),
        timeout=30,
        max_bytes=5_000_000,
        connect_to=("127.0.0.1", port),
    )
    began = time.process_time()
    for batch in range(0, REQUESTS, HOSTS):  # a fetch task has 20 items
        urls = [f"http://h{number % HOSTS}.example/{number}" for number in range(batch, batch + HOSTS)]
        outcomes = client.fetch_all([Request(url=url) for url in urls])
        if not all(isinstance(outcome, Page) for outcome in outcomes):
            raise RuntimeError("our client got no page")
    seconds = time.process_time() - began
    client.close()
    return seconds / REQUESTS * 1000


def _serve(reply_to: Connection) -> None:
    rng = random.Random(0)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(8000)]
    text = " ".join(rng.choices(words, k=40_000))[:100_000].encode()
    body = gzip.compress(b"<p>" + text + b"</p>")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
    extra = b"".join(b"X-Header-%d: a value of some length\r\n" % number for number in range(15))
    answer = head + extra + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        reply_to.send(listener.getsockname()[1])
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_answer, args=(client, answer), daemon=True).start()


def _answer(client: socket.socket, answer: bytes) -> None:
    with client, suppress(OSError):
        while client.recv(65536):
            client.sendall(answer)


def main() -> None:
    """Prints the figures."""
    figures = measure()
    print(
        f"fetch: ours {figures.ours:.3f} ms CPU per request, plain pycurl loop {figures.plain:.3f} ms, "
        f"ratio {figures.ratio:.2f}"
    )


if __name__ == "__main__":
    main()
