"""Nobody is let in: no address but a public one is ever connected to, whatever it is called and whoever leads there."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tests.support.hostile_answers  # noqa: F401 - its behaviours are asked for by name
from tests.support.hostile_site import Site, redirect, site
from tests.support.probe import describe
from worker.adapters.http import FetchResult, HttpClient
from worker.core.fetch import addresses
from worker.core.fetch.addresses import AllowedAddresses
from worker.errors import FetchFailed, PageRefused
from worker.models import Redirected, Request

# {port} is a web port on which a server on this host listens that must never see a connection.
SPELLINGS = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://LOCALHOST:{port}/", "http://localhost.:{port}/",
    "http://127.0.0.1.:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b::127.0.0.1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/", "http://[2001:0:7f00:1::]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[0000:0000:0000:0000:0000:ffff:127.0.0.1]:{port}/", "http://[::1%25lo]:{port}/", "http://[fe80::1]:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/", "http://0:{port}/",
    "http://0.0.0.0:{port}/", "http://127.127.127.127:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/", "http://\uff11\uff12\uff17.0.0.1:{port}/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://%31%32%37.0.0.1:{port}/", "http://example.com@127.0.0.1:{port}/", "http://127.0.0.1:{port}@example.com:22/",
    "http://example.com\\@127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}/", "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/", "http:///127.0.0.1:{port}/", "http://127.0.0.1:{port}#@example.com/",
    "http://127.0.0.1:{port}?@example.com/", "http://127.0.0.1\t:{port}/", "http://127.0.0.1\r\n:{port}/",
    "http://127.0.0.1:{port}\x00.example.com/", "HTTP://127.0.0.1:{port}/", "https://127.0.0.1:{port}/",
    "http://169.254.169.254:{port}/latest/meta-data/", "http://[::ffff:169.254.169.254]:{port}/",
    "http://100.100.100.200:{port}/", "http://192.0.0.192:{port}/", "http://168.63.129.16:{port}/",
    "http://100.64.0.1:{port}/", "http://10.0.0.1:{port}/", "http://172.16.0.1:{port}/", "http://192.168.0.1:{port}/",
    "http://198.18.0.1:{port}/", "http://224.0.0.1:{port}/", "http://240.0.0.1:{port}/", "http://255.255.255.255:{port}/",
    "http://[fd00:ec2::254]:{port}/", "http://[fc00::1]:{port}/", "http://[fec0::1]:{port}/", "http://[ff02::1]:{port}/",
    "http://[5f00::1]:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/x",
    "ftp://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/", "data:text/plain,x",
    "//127.0.0.1:{port}/",
]  # fmt: skip


class Recorded:
    """The rules of addresses, with a record of what the socket hook asked them and what they said."""

    def __init__(self, allowed: AllowedAddresses) -> None:
        self._allowed = allowed
        self.opened: list[tuple[str, int]] = []
        self.refused: list[tuple[str, int]] = []

    def opens_port(self, port: int) -> bool:
        return self._allowed.opens_port(port)

    def refusal(self, address: str, port: int) -> str | None:
        reason = self._allowed.refusal(address, port)
        (self.refused if reason else self.opened).append((address, port))
        return reason


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server on all of this host's addresses, on what counts as a web port here: only the address can save it."""
    with site("::" if socket.has_dualstack_ipv6() else "0.0.0.0") as running:
        monkeypatch.setattr(addresses, "PORTS", addresses.PORTS | {running.port})
        yield running


def fetch_as_the_pipeline_does(client: HttpClient, url: str) -> FetchResult:
    """Goes on to another host as a step of its own, as the pipeline does; five of them."""
    for _ in range(5):
        outcome = client.fetch_all([Request(url=url)])[0]
        if not isinstance(outcome, Redirected):
            break
        url = outcome.url
    return outcome


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_forbidden_address_is_connected_to(secret: Site, spelling: str) -> None:
    allowed = Recorded(AllowedAddresses())
    client = HttpClient(user_agent="t", allowed=allowed, timeout=2, max_bytes=5_000_000)
    outcome = client.fetch_all([Request(url=spelling.format(port=secret.port))])[0]
    client.close()
    assert isinstance(outcome, PageRefused | FetchFailed)
    assert isinstance(outcome, PageRefused) or outcome.reason in {"dns", "connect", "timeout"}
    assert allowed.opened == []
    assert secret.connections == 0


@pytest.mark.parametrize("hop", [1, 3])
def test_no_redirect_leads_to_a_forbidden_address(secret: Site, hop: int) -> None:
    tried = 0
    with site(start=lambda sock: redirect(sock, target)) as server:
        allowed = Recorded(AllowedAddresses.parse([f"127.0.0.1:{server.port}"]))
        client = HttpClient(user_agent="t", allowed=allowed, timeout=2, max_bytes=5_000_000)
        for spelling in SPELLINGS:
            if spelling.isprintable():
                target = spelling.format(port=secret.port)
                outcome = fetch_as_the_pipeline_does(client, server.url + "/to?" * (hop - 1) + "/start")
                assert isinstance(outcome, PageRefused | FetchFailed), spelling
                tried += 1
        client.close()
        assert set(allowed.opened) <= {("127.0.0.1", server.port)}
    assert tried > 60
    assert secret.connections == 0


def test_a_port_that_serves_no_web_is_not_connected_to() -> None:
    with site() as server:
        client = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse(["127.0.0.0/8"]), timeout=2, max_bytes=5_000_000
        )
        urls = [f"http://127.0.0.1:{port}/" for port in (server.port, 0, 22, 25, 5432, 6379, 11211)]
        reasons = {describe(outcome) for outcome in client.fetch_all([Request(url=url) for url in urls])}
        client.close()
    assert reasons == {"forbidden_port"}
    assert server.connections == 0


def test_the_environments_proxy_and_netrc_are_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with site() as proxy, site() as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        client = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=2, max_bytes=5_000_000
        )
        outcomes = client.fetch_all([Request(url=f"{server.url}/good"), Request(url="http://127.0.0.1:80/")])
        client.close()
    assert [describe(outcome) for outcome in outcomes] == ["Page", "forbidden_address"]
    assert proxy.connections == 0
    assert b"Authorization" not in b"".join(server.requests)


@pytest.fixture(scope="module")
def island() -> dict[str, Any]:
    """What a process saw that has a network of its own, where our DNS answers for everybody."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("needs unshare (util-linux)")
    command = [unshare, "--net", "--mount", "--map-root-user"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this kernel does not let us make a network of our own")
    run = subprocess.run(
        [*command, sys.executable, "-m", "tests.support.isolated_network"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stderr == ""
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def test_on_the_island_public_names_answer(island: dict[str, Any]) -> None:
    results = island["results"]
    assert {results[name] for name in ("public.test", "two-public.test", "rebinding.test")} == {"Page"}


def test_no_answer_of_a_hostile_dns_leads_to_a_private_host(island: dict[str, Any]) -> None:
    refused = {name for name, outcome in island["results"].items() if outcome != "Page"}
    assert {island["results"][name] for name in refused} == {"forbidden_address"}
    assert {"private-first.test", "dead-then-private.test", "rebinding.test, second lookup"} <= refused
    assert len(refused) == len(island["results"]) - 3
    assert set(island["connected"]) == {"93.184.216.34"}


def test_a_dns_that_never_answers_costs_its_own_request_the_deadline_and_no_other_one(island: dict[str, Any]) -> None:
    assert island["slow"] == ["timeout", "Page", "timeout"]
