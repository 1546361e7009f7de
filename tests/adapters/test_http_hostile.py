"""Fetching from servers that mean harm: each answer costs bounded time and memory, and the next item goes on."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.support.hostile_answers  # noqa: F401 - its behaviours are asked for by name
from tests.support.hostile_site import BEHAVIOURS, Behaviour, redirect, site
from tests.support.probe import describe
from worker.adapters.http import HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.errors import FetchFailed, PageRefused
from worker.models import Page, Redirected, Request

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="peak memory is read from Linux's /proc"
)

MAX_BYTES = 2 * 1024 * 1024
MAX_GROWTH = 50
"""Megabytes over what the process held before; the most seen is 8."""

EXPECTED = {
    "good": {"Page"},
    "good_gzip": {"Page"},
    "gzip_bomb": {"too_large"},
    "zlib_bomb": {"too_large"},
    "deflate_bomb": {"too_large"},
    "brotli_bomb": {"bad_encoding"},
    "zstd_bomb": {"bad_encoding"},
    "nested_bomb": {"too_large"},
    "brotli_in_gzip_bomb": {"bad_encoding"},
    "many_encodings": {"bad_encoding"},
    "many_encoding_lines": {"bad_encoding"},
    "transfer_gzip_bomb": {"bad_encoding"},
    "gzip_of_nothing": {"too_large"},
    "huge_body": {"too_large"},
    "announced_huge_body": {"too_large"},
    "endless_chunks": {"too_large", "timeout"},
    "endless_interim": {"too_large"},
    "endless_early_hints": {"too_large"},
    "endless_trailers": {"too_large"},
    "chunk_extensions": {"too_large"},
    "long_header": {"too_large"},
    "many_headers": {"too_large"},
    "many_folded_lines": {"too_large"},
    "nul_in_header": {"bad_answer"},
    "long_location": {"bad_url"},
    "two_lengths": {"bad_answer"},
    "negative_length": {"bad_answer"},
    "length_and_chunks": {"Page"},
    "short_body": {"cut_short"},
    "long_body": {"Page"},
    "cut_gzip": {"cut_short"},
    "false_gzip": {"bad_encoding"},
    "huge_chunk_size": {"connection"},
    "bad_chunk_size": {"connection"},
    "garbage": {"bad_answer"},
    "no_head": {"bad_answer"},
    "hang_up": {"connection"},
    "reset": {"connection"},
    "status_999": {"bad_status"},
    "status_000": {"bad_answer"},
    "part_nobody_asked_for": {"bad_status"},
    "loop": {"too_many_redirects"},
    "growing_loop": {"too_many_redirects"},
    "redirect_nowhere": {"bad_status"},
    "redirect_to_itself_split": {"Page"},
}
# These hold the line until the deadline; run side by side, so that they also share the process with each other.
ENDLESS = [
    "silence", "drip_status", "drip_header", "drip_headers", "drip_body", "drip_chunks", "drip_gzip", "drip_interim",
    "switch_protocols",
]  # fmt: skip


def probe(port: int, *batches: list[str], timeout: float) -> list[dict[str, Any]]:
    """The measurements of one process that fetches these batches one after the other."""
    task = {"port": port, "timeout": timeout, "max_bytes": MAX_BYTES, "batches": batches}
    command = [sys.executable, "-W", "error", "-m", "tests.support.probe"]
    run = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    measured: list[dict[str, Any]] = json.loads(run.stdout)
    return measured


def later(location: str) -> Behaviour:
    """Leads there after less time than one request may take."""

    def answer(client: socket.socket) -> None:
        time.sleep(0.4)
        redirect(client, location)

    return answer


def test_every_behaviour_of_the_hostile_server_is_tried() -> None:
    assert set(BEHAVIOURS) == set(EXPECTED) | set(ENDLESS)


def test_a_hostile_answer_ends_with_its_reason_and_within_memory() -> None:
    with site() as server:
        measured = probe(server.port, ["good"], *([name] for name in EXPECTED), ["good"], timeout=5)[1:]
    for name, result in zip([*EXPECTED, "good"], measured, strict=True):
        assert result["outcomes"][0] in EXPECTED[name], name
        assert result["grown"] < MAX_GROWTH, name


@pytest.mark.parametrize("name", ["brotli_bomb", "brotli_in_gzip_bomb", "endless_chunks", "huge_body"])
def test_twenty_hostile_answers_at_once_take_no_more_memory_than_one_may(name: str) -> None:
    with site() as server:
        _, measured = probe(server.port, ["good"], [name] * 20, timeout=3)
    assert set(measured["outcomes"]) <= EXPECTED[name]
    assert measured["grown"] < MAX_GROWTH


def test_no_header_comes_out_of_a_redirect() -> None:
    with site() as server:
        assert probe(server.port, ["redirect_to_itself_split"], timeout=5)[0]["outcomes"] == ["Page"]
    assert not any(b"\r\nX-Injected" in head for head in server.requests)


def test_an_endless_answer_ends_at_the_deadline_and_the_others_go_on() -> None:
    with site() as server:
        (_, batch) = probe(server.port, ["good"], ["good", *ENDLESS, "good"], timeout=2)
    assert batch["outcomes"] == ["Page", *["timeout"] * len(ENDLESS), "Page"]
    assert batch["grown"] < MAX_GROWTH


def test_a_server_that_takes_no_call_or_never_shakes_hands_costs_the_deadline() -> None:
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    port = full.getsockname()[1]
    with full, socket.create_connection(("127.0.0.1", port)), site() as server:  # the second caller's SYN is dropped
        client = HttpClient(
            user_agent="t",
            allowed=AllowedAddresses.parse([f"127.0.0.1:{port}", f"127.0.0.1:{server.port}"]),
            timeout=1,
            max_bytes=5_000_000,
        )
        urls = [f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{server.port}/", f"{server.url}/good"]
        outcomes = client.fetch_all([Request(url=url) for url in urls])
        client.close()
    assert [describe(outcome) for outcome in outcomes] == ["timeout", "timeout", "Page"]


def test_after_an_error_of_ours_the_client_goes_on_with_the_next_batch() -> None:
    def fail(url: str) -> str | None:
        raise RuntimeError(url)

    with site() as server:
        client = HttpClient(
            user_agent="t",
            allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]),
            timeout=2,
            max_bytes=5_000_000,
            max_parallel=3,
        )
        urls = [f"{server.url}/{name}" for name in ("silence", "growing_loop", "silence", "good")]
        for _ in range(3):
            with pytest.raises(RuntimeError):
                client.fetch_all([Request(url=url, admit=fail) for url in urls])
        outcomes = client.fetch_all([Request(url=f"{server.url}/good")] * 4)
        client.close()
    assert [describe(outcome) for outcome in outcomes] == ["Page"] * 4


HEADS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"HTTP/1.1 200 OK", b"HTTP/1.1 100 Continue", b"HTTP/1.1 302 Found", b"HTTP/1.0 503", b"HTTP/2 200",
                b"Content-Length: 5", b"Content-Length: 0", b"Content-Length:", b"Transfer-Encoding: chunked",
                b"Content-Encoding: gzip", b"Content-Encoding: br", b"Content-Encoding: deflate, gzip",
                b"Location: /", b"Location: //", b"Location: http://[", b"Location: \xff", b"Retry-After: \xff",
                b"Connection: close", b"Set-Cookie: a", b"", b":", b" folded",
            ]
        ),
        st.binary(max_size=20),
    ),
    max_size=8,
)  # fmt: skip
BODIES = st.one_of(
    st.binary(max_size=50),
    st.sampled_from([b"5\r\nabcde\r\n0\r\n\r\n", b"5\r\nab", b"\x1f\x8b\x08\x00", b"\x8b\x00\x80x\x03", b"x\x9c"]),
)


def test_whatever_a_server_says_is_an_outcome() -> None:
    said: list[bytes] = []
    with site(say=lambda sock: sock.sendall(said[-1])) as server:
        client = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=2, max_bytes=5_000_000
        )

        @settings(max_examples=200)
        @given(HEADS, BODIES)
        def one(lines: list[bytes], body: bytes) -> None:
            said.append(b"\r\n".join([*lines, b"", body]))
            (outcome,) = client.fetch_all([Request(url=f"{server.url}/say")])
            assert isinstance(outcome, Page | Redirected | FetchFailed | PageRefused)

        one()
        client.close()
    assert len(said) > 50


def test_the_deadline_is_for_all_hops_together() -> None:
    with site(one=later("/two"), two=later("/three"), three=later("/good")) as server:
        client = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=1, max_bytes=5_000_000
        )
        (outcome,) = client.fetch_all([Request(url=f"{server.url}/one")])
        client.close()
    assert describe(outcome) == "timeout"
    assert [head.split()[1] for head in server.requests][:2] == [b"/one", b"/two"]
