"""What holds for every request: whom it is addressed to, what browsers may do with the answer, one line in the log.

The check of the Host header is against other people's pages: by a name that leads to 127.0.0.1 they would read this one
(DNS rebinding).
"""

import time
from collections.abc import Collection

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HEADERS = {
    # nothing is loaded from elsewhere, and nothing runs that stands in a page itself
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

log = structlog.get_logger()


class Guard:
    """Stands before the pages."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is addressed to us."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            headers = Headers(scope=scope)
            if _name(headers.get("host", "")) not in self._hosts:
                answer = PlainTextResponse(
                    "This host name is not ours. NEWSWIRE_WEB_HOSTS lists the names that are, by commas.\n",
                    status_code=421,
                )
                await answer(scope, receive, guarded)
            elif scope["method"] not in ("GET", "HEAD") and not _from_here(headers):
                await PlainTextResponse("This form stands on another site.\n", status_code=403)(scope, receive, guarded)
            else:
                await self._app(scope, receive, guarded)
        except Exception as error:  # its page was sent, and this is the last who could say so
            log.exception("request_failed", path=scope["path"], exc_info=error)
        finally:
            spent = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", method=scope["method"], path=scope["path"], status=status, ms=spent)


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _from_here(headers: Headers) -> bool:
    """Whether a form stands on a page of ours; browsers say so, and what is no browser says nothing."""
    origin = headers.get("origin")
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
