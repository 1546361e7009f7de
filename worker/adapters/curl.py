"""One reusable libcurl handle: sends one request, keeps its limits, asks before each socket. It follows no redirect
and reads no status.

libcurl because it was the only client measured that kept its deadline against a server that drips headers or sends 1xx
for ever, capped decoded sizes, and lets us see the address of each socket before it connects; it was also the
cheapest.
"""

import io
import socket
import struct
import sys
from dataclasses import dataclass
from typing import Any

import certifi
import pycurl

from worker.core.fetch.addresses import AllowedAddresses
from worker.core.fetch.codings import OFFERED
from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import Reason

MAX_HEADERS = 256 * 1024
"""Bytes of header lines in one answer, interim (1xx) ones included; libcurl's own limit starts anew with each."""

MAX_HEADER_LINES = 1000

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8"

_BYTES_RECEIVED = struct.Struct("=128xQ")  # tcpi_bytes_received in struct tcp_info, Linux 4.1 and later

_NO_SOCKET: int = pycurl.SOCKET_BAD

# What libcurl's codes mean for us. All of them may pass, except for an address that it cannot read and for limits.
_FAILURES = {
    pycurl.E_COULDNT_RESOLVE_HOST: Reason.DNS,
    pycurl.E_COULDNT_CONNECT: Reason.CONNECT,
    pycurl.E_OPERATION_TIMEDOUT: Reason.TIMEOUT,
    pycurl.E_SSL_CONNECT_ERROR: Reason.TLS,
    pycurl.E_PEER_FAILED_VERIFICATION: Reason.TLS,
    pycurl.E_PARTIAL_FILE: Reason.CUT_SHORT,
    pycurl.E_BAD_CONTENT_ENCODING: Reason.BAD_ENCODING,  # of a Transfer-Encoding
    pycurl.E_UNSUPPORTED_PROTOCOL: Reason.BAD_ANSWER,  # what came back is not HTTP/1
    pycurl.E_FTP_WEIRD_SERVER_REPLY: Reason.BAD_ANSWER,
}
_REFUSALS = {
    pycurl.E_URL_MALFORMAT: Reason.BAD_URL,
    pycurl.E_FILESIZE_EXCEEDED: Reason.TOO_LARGE,
    100: Reason.TOO_LARGE,  # CURLE_TOO_LARGE, which pycurl does not name: libcurl's own limits on headers
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What one request brought, whatever its status."""

    status: int
    headers: dict[str, str]
    """Lower-case names; repeated ones joined by ', ', but the first Location alone."""
    body: bytes
    """As it came, in its content codings."""


class Handle:
    """A libcurl easy handle with its limits, for one request after the other; connections live in the multi handle."""

    def __init__(
        self, *, user_agent: str, allowed: AllowedAddresses, max_bytes: int, connect_to: tuple[str, int] | None
    ) -> None:
        self._allowed = allowed
        self._max_bytes = max_bytes
        self._connect_to = connect_to
        self._counted: tuple[int, int] = (-1, 0)
        self._forget()
        self.curl = curl = pycurl.Curl()
        options: list[tuple[int, Any]] = [
            (pycurl.USERAGENT, user_agent),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),  # cheapest measured, and what the tests attack
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.PATH_AS_IS, 1),  # robots.txt was asked for this very path
            (pycurl.PROXY, ""),  # otherwise http_proxy of the environment decides whom we talk to
            (pycurl.NETRC, pycurl.NETRC_IGNORED),
            (pycurl.NOSIGNAL, 1),
            (pycurl.CAINFO, certifi.where()),
            (pycurl.SSL_VERIFYPEER, 1),
            (pycurl.SSL_VERIFYHOST, 2),
            (pycurl.HTTP_CONTENT_DECODING, 0),  # `codings` does it
            (pycurl.MAXFILESIZE_LARGE, max_bytes),  # announced
            (pycurl.HTTP09_ALLOWED, 0),
            (pycurl.OPENSOCKETFUNCTION, self._open),
            (pycurl.HEADERFUNCTION, self._header),
            (pycurl.WRITEFUNCTION, self._write),
            (pycurl.BUFFERSIZE, 128 * 1024),  # of 16 KB, a page of 200 KB would take 13 system calls
        ]
        if connect_to is not None:
            host, port = connect_to
            options.append((pycurl.CONNECT_TO, [f"::{f'[{host}]' if ':' in host else host}:{port}"]))
        for option, value in options:
            curl.setopt(option, value)

    def prepare(
        self, url: str, headers: tuple[tuple[str, str], ...], *, seconds: float, form: bytes | None = None
    ) -> None:
        """Makes the handle ready for one request, a post if it has a `form`, that ends within `seconds` in any case."""
        self._forget()
        lines = [f"Accept-Encoding: {OFFERED}".encode()]
        if not any(name == "Accept" for name, _ in headers):
            lines.append(f"Accept: {_ACCEPT}".encode())
        # A stored ETag is a stranger's text: with a control character in it, it could end our header line and begin
        # another.
        lines += [f"{name}: {value}".encode(errors="replace") for name, value in headers if value.isprintable()]
        if form is None:
            self.curl.setopt(pycurl.HTTPGET, 1)
        else:
            self.curl.setopt(pycurl.POST, 1)
            self.curl.setopt(pycurl.POSTFIELDS, form)  # application/x-www-form-urlencoded is its default
            lines.append(b"Expect:")
        self.curl.setopt(pycurl.URL, url)
        self.curl.setopt(pycurl.HTTPHEADER, lines)
        self.curl.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))

    def floods(self) -> bool:
        """Whether more came over its connection, since this was first asked of it, than an answer may have.

        libcurl does not count chunk extensions: 390 MB of them came in a second, for one core.
        """
        connection: int = self.curl.getinfo(pycurl.ACTIVESOCKET)
        received = _received(connection)
        if connection != self._counted[0]:
            self._counted = (connection, received)  # by earlier requests on it, and by the first moments of this one
        return received - self._counted[1] > self._max_bytes + MAX_HEADERS

    def answer(self) -> Answer | NewswireError:
        """The result of a request that went through."""
        if self._refused is not None:
            return self._refused  # one forbidden address refuses the whole host, although another one answered
        headers: dict[str, str] = {}
        for line in self._lines:
            name, colon, value = _text(line).partition(":")
            name, value = name.strip().lower(), value.strip()
            if colon and name not in headers:
                headers[name] = value
            elif colon and name != "location":
                headers[name] = f"{headers[name]}, {value}"
        return Answer(status=self.curl.getinfo(pycurl.RESPONSE_CODE), headers=headers, body=self._body.getvalue())

    def failure(self, code: int, message: str) -> NewswireError:
        """The error for a request that libcurl or we broke off."""
        if self._refused is not None:
            return self._refused
        message = message or f"libcurl gave up with code {code}"
        if code in _REFUSALS:
            return PageRefused(message, reason=_REFUSALS[code])
        return FetchFailed(message, reason=_FAILURES.get(code, Reason.CONNECTION))

    def finish(self) -> None:
        """Lets go of what the request held; the connection stays with the multi handle."""
        for opened in self._sockets:
            opened.close()  # pycurl works on a duplicate
        self._forget()

    def _forget(self) -> None:
        self._refused: NewswireError | None = None
        self._sockets: list[socket.socket] = []
        self._lines: list[bytes] = []
        self._header_bytes = self._header_lines = self._size = 0
        # not a list: a byte a chunk would make an object of 40 bytes of each
        self._body = io.BytesIO()
        self._counted = (-1, 0)

    def _open(self, _purpose: int, address: Any) -> socket.socket | int:
        """Called by libcurl for each socket, after DNS and before the connect: no second lookup can change it."""
        host, port = str(address.addr[0]), int(address.addr[1])
        if self._refused is None and (host, port) != self._connect_to:
            reason = self._allowed.refusal(host, port)
            if reason is not None:
                self._refused = PageRefused(f"{host} port {port} may not be connected to", reason=reason)
        if self._refused is not None:
            return _NO_SOCKET
        try:
            opened = socket.socket(address.family, address.socktype, address.protocol)
        except OSError:  # no such family on this host, or no descriptor left: libcurl tries the next address
            return _NO_SOCKET
        self._sockets.append(opened)
        return opened

    def _header(self, line: bytes) -> int | None:
        self._header_bytes += len(line)
        self._header_lines += 1
        if self._header_bytes > MAX_HEADERS or self._header_lines > MAX_HEADER_LINES:
            return self._break_off(_too_large("the header is too long"))
        if line.startswith(b"HTTP/"):
            self._lines.clear()  # what stood before was an interim answer (1xx)
        else:
            self._lines.append(line)
        return None

    def _write(self, chunk: bytes) -> int | None:
        self._size += len(chunk)
        if self._size > self._max_bytes:
            return self._break_off(_too_large(f"the body is longer than {self._max_bytes} bytes"))
        self._body.write(chunk)
        return None

    def _break_off(self, why: NewswireError) -> int:
        self._body = io.BytesIO()
        self._lines.clear()
        self._refused = why
        return 0  # fewer bytes than were given: libcurl ends the transfer


def _too_large(message: str) -> PageRefused:
    return PageRefused(message, reason=Reason.TOO_LARGE)


def _received(fd: int) -> int:
    """Bytes that the kernel counted on a TCP connection; 0 without one, or where it does not tell (only Linux does)."""
    if fd < 0 or sys.platform != "linux":
        return 0
    with socket.fromfd(fd, socket.AF_INET, socket.SOCK_STREAM) as connection:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_RECEIVED.size)
    return int(_BYTES_RECEIVED.unpack(info)[0])


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
