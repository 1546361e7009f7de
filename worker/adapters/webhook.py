"""Posts batches to the operator's own service; it follows no redirect, and tells no more of the address than its host.

The address comes from the operator's command line, not from a stranger, and usually lies in the operator's own network:
the address rules that protect us from what feeds and pages name do not apply to it. It may carry a token in its path or
query, which only that service is to see; a user and password before the host are refused.
"""

import time
from urllib.parse import urlsplit

import pycurl
from certifi import where

from worker import __version__
from worker.core.fetch.answers import retry_after
from worker.errors import FetchFailed, UsageError
from worker.models import Reason

_CONNECT_SECONDS, _SECONDS = 5, 60


def post(url: str, body: bytes, *, content_type: str, consumer: str, positions: tuple[int, int]) -> None:
    """Post the body, with whose it is and its first and last position.

    Raises FetchFailed when it is not answered with 2xx, UsageError when the address is none.
    """
    host = check(url)
    curl = pycurl.Curl()
    try:
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.URL, url)
        curl.setopt(pycurl.CAINFO, where())
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.USERAGENT, f"Newswire/{__version__}")
        headers = (
            f"Content-Type: {content_type}",
            f"Newswire-Consumer: {consumer}",
            f"Newswire-Positions: {positions[0]}-{positions[1]}",
            "Expect:",
        )
        curl.setopt(pycurl.HTTPHEADER, headers)
        curl.setopt(pycurl.WRITEFUNCTION, len)
        answered: dict[str, str] = {}
        curl.setopt(pycurl.HEADERFUNCTION, lambda line: _note(line, answered))
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT, _CONNECT_SECONDS)
        curl.setopt(pycurl.TIMEOUT, _SECONDS)
        try:
            curl.perform()
        except pycurl.error as error:
            code, message = error.args
            if code == pycurl.E_URL_MALFORMAT:
                raise UsageError(f"--webhook: the address at {host} cannot be posted to") from error
            raise FetchFailed(f"webhook at {host}: {message}", reason=Reason.WEBHOOK_FAILED) from error
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        if not 200 <= status < 300:
            after = retry_after(answered, now=time.time())
            asked = f" and asks for {after:.0f} s" if after else ""
            raise FetchFailed(
                f"webhook at {host}: answered {status}{asked}", reason=Reason.WEBHOOK_FAILED, status=status, after=after
            )
    finally:
        curl.close()


def _note(line: bytes, headers: dict[str, str]) -> None:
    """Keep a header line of the answer; those of an interim one (103) go when the next answer begins."""
    if line.startswith(b"HTTP/"):
        headers.clear()
    name, colon, value = line.decode("latin-1").partition(":")
    if colon:
        headers[name.strip().lower()] = value.strip()


def check(url: str) -> str:
    """Return the host of an address that we post to. Raises UsageError that does not repeat the address."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError("--webhook: not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("--webhook: expected an address that begins with http:// or https://")
    if "@" in parts.netloc:
        raise UsageError(
            "--webhook: leave user and password out of the address; a token may stand in its path or query"
        )
    if not url.isascii():
        raise UsageError(f"--webhook: the address at {parts.hostname} has characters that are to be percent-encoded")
    return parts.hostname
