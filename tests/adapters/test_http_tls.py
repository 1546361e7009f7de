"""Fetching over TLS: whose name is proven is trusted, and nobody else's; never from https to http."""

import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from tests.support.hostile_site import redirect, reply
from tests.support.probe import describe
from worker.adapters.http import FetchResult, HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.models import Page, Request


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of one authority: good.test, expired.test; and one that signed itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make certificates")
    folder = tmp_path_factory.mktemp("tls")
    key = ["-newkey", "rsa:2048", "-nodes"]
    config = folder / "ca.cnf"
    config.write_text(
        "[ca]\ndefault_ca=ours\n[ours]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\n"
        "copy_extensions=copy\n[any]\ncommonName=supplied\n"
    )
    (folder / "index").touch()
    (folder / "serial").write_text("01")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    def request(name: str) -> list[str]:
        return [*key, "-keyout", f"{name}.key", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]

    run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "30")
    run("req", "-x509", *request("self.test"), "-out", "self.test.pem", "-days", "30")
    for name, begin, end in (
        ("good.test", "20200101000000Z", "20991231000000Z"),
        ("old.test", "20200101000000Z", "20210101000000Z"),
    ):
        run("req", "-new", *request(name), "-out", f"{name}.csr")
        run("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", f"{name}.csr",
            "-out", f"{name}.pem", "-startdate", begin, "-enddate", end, "-notext")  # fmt: skip
    return folder


def tls_outcome(folder: Path, certificate: str, url: str, monkeypatch: pytest.MonkeyPatch) -> FetchResult:
    """What a fetch of `url` from a server with that certificate gives, to a client that trusts the test authority."""
    monkeypatch.setattr("certifi.where", lambda: str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{certificate}.pem", folder / f"{certificate}.key")

    def serve(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with sock:
            try:
                with context.wrap_socket(sock, server_side=True) as secured:
                    secured.recv(65536)
                    if url.endswith("/down"):
                        redirect(secured, url.replace("https:", "http:"))
                    else:
                        reply(secured, b"secure")
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        fetcher = HttpClient(
            user_agent="t",
            allowed=AllowedAddresses(),
            timeout=5,
            max_bytes=5_000_000,
            connect_to=("127.0.0.1", listener.getsockname()[1]),
        )
        (outcome,) = fetcher.fetch_all([Request(url=url)])
        fetcher.close()
        thread.join()
    return outcome


def test_a_proven_name_is_trusted(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = tls_outcome(certificates, "good.test", "https://good.test/", monkeypatch)
    assert isinstance(outcome, Page)
    assert outcome.body == b"secure"


@pytest.mark.parametrize(
    ("certificate", "host"),
    [("good.test", "other.test"), ("old.test", "old.test"), ("self.test", "self.test"), ("good.test", "127.0.0.1")],
    ids=["another name", "expired", "self-signed", "an address"],
)
def test_a_name_that_is_not_proven_is_refused(
    certificates: Path, monkeypatch: pytest.MonkeyPatch, certificate: str, host: str
) -> None:
    assert describe(tls_outcome(certificates, certificate, f"https://{host}/", monkeypatch)) == "tls"


def test_a_redirect_from_https_to_http_is_refused(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert describe(tls_outcome(certificates, "good.test", "https://good.test/down", monkeypatch)) == "downgrade"
