"""The push service: hubs call here (WebSub), and a thread asks them for it and takes what they sent.

A push is in Postgres before it is answered with 2xx. What a stranger may do to us is bounded: which addresses there are
nobody can guess, and of those that exist size, number and time are limited; whoever is refused is told to come later.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TypeVar

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from worker.adapters import push
from worker.adapters.db import Database
from worker.adapters.listening import listen
from worker.adapters.signals import exit_on_signal
from worker.adapters.workers import Presence
from worker.core.feeds.push import MAX_CHALLENGE, RETRY_SECONDS, ask_again_in, confirms, keeps_secrets, lease, signed
from worker.errors import NewswireError, UsageError
from worker.models import PushState, Subscription
from worker.runtime.watchdog import Watchdog
from worker.services import Services
from worker.steps.push import take_push, tend_subscriptions

TICK_SECONDS = 1.0
CONNECTIONS = 64
HEADER_SECONDS, BODY_SECONDS = 10.0, 30.0
MAX_HELD = 50_000_000
"""Bytes of all bodies that are being received or written: the container has 512 MB."""
PER_MINUTE = 60
"""Pushes of one subscription; a hub sends again what it was told to send later."""
MAX_KNOWN_RATES = 10_000
LATER = {"Retry-After": "60"}

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

log = structlog.get_logger()
T = TypeVar("T")


def run_push(services: Services, *, host: str, port: int) -> None:
    """Serve hubs and tend our subscriptions until told to stop. Raises UsageError when that cannot begin."""
    base = callback_base(services.settings.push_url)
    services.settings.require_database()
    listening = listen(host, port)
    keeper = Keeper(services=services, base=base)
    presence = Presence(
        db=Database(services.settings.require_database(), application="newswire push"),
        role="push",
        allow_addresses=services.settings.allow_addresses,
    )
    Watchdog(done=keeper.done, note=presence.note, heartbeat_file=services.settings.heartbeat_file).start()
    receiver = Receiver(
        db=Database(services.settings.require_database(), application="newswire push receiver"),
        max_bytes=services.settings.max_page_bytes,
        came=keeper.wake.set,
    )
    thread = Thread(target=keeper.run, name="keeper")
    thread.start()
    server = uvicorn.Server(
        uvicorn.Config(
            receiver.app(),
            http=_Protocol,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=10,
        )
    )
    log.info("listens", address=f"{host}:{listening.getsockname()[1]}", callback=f"{base}/…")
    try:
        exit_on_signal()
        server.run(sockets=[listening])
    finally:
        keeper.stop()
        thread.join()
        receiver.close()
        presence.leave()


def callback_base(url: str) -> str:
    """Return the address under which hubs reach us, without its last slash. Raises UsageError for what is none."""
    if not url:
        raise UsageError(
            "no address for hubs: set NEWSWIRE_PUSH_URL to the https address under which they reach this service"
        )
    if not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", url):
        raise UsageError(f"NEWSWIRE_PUSH_URL={url}: expected https://host/path, without user, query or fragment")
    return url.rstrip("/")


class _Protocol(H11Protocol):
    """Closes who connects and does not send a whole header in time; uvicorn waits for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        super().connection_made(transport)
        self.loop.call_later(HEADER_SECONDS, self._close_silent, transport)

    def _close_silent(self, transport: asyncio.Transport) -> None:
        if not self.cycle and not transport.is_closing():
            transport.close()


@dataclass(kw_only=True, slots=True)
class Keeper:
    """Asks hubs and takes pushes, in a thread of its own with a connection of its own."""

    services: Services
    base: str
    wake: Event = field(default_factory=Event)
    """Set when a push has come."""
    _stopping: bool = False
    _began: float = field(default_factory=time.monotonic)
    _failed: NewswireError | None = None

    def done(self) -> float:
        """When the last turn began; raises what it failed with, for then nothing can be done."""
        if self._failed is not None:
            raise self._failed
        return self._began

    def stop(self) -> None:
        """End after the turn in hand."""
        self._stopping = True
        self.wake.set()

    def run(self) -> None:
        """Turn until told to stop; an outage is told once and waited for."""
        while not self._stopping:
            self._began = time.monotonic()
            self.wake.clear()
            try:
                self.turn()
                self._failed = None
            except NewswireError as error:
                if self._failed is None or error.reason != self._failed.reason:
                    log.warning("waiting", reason=error.reason, error=str(error))
                self._failed = error
                time.sleep(TICK_SECONDS)
            self.wake.wait(TICK_SECONDS)
        self.services.close()

    def turn(self) -> None:
        """Take all that has come, then ask the hubs that are due."""
        while not self._stopping and take_push(self.services):
            pass
        if not self._stopping:
            tend_subscriptions(self.services, self.base)


@dataclass(kw_only=True, slots=True)
class Receiver:
    """What hubs reach: GET asks whether we mean it, or denies; POST brings content (sections 5.2, 5.3 and 7)."""

    db: Database
    max_bytes: int
    came: Callable[[], None]
    clock: Callable[[], float] = time.monotonic
    _held: int = 0
    _rates: OrderedDict[int, tuple[float, int]] = field(default_factory=OrderedDict)
    # one connection, and one thread that uses it: about a millisecond a call
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    def app(self) -> Starlette:
        """The ASGI application. The last part of a path says whose it is, whatever a proxy puts before that."""
        return Starlette(
            routes=[
                Route("/{path:path}", _told(self.confirm), methods=["GET"]),
                Route("/{path:path}", _told(self.receive), methods=["POST"]),
            ]
        )

    def close(self) -> None:
        """Finish what is being written."""
        self._thread.shutdown()
        self.db.close()

    async def confirm(self, request: Request) -> Response:
        """A hub verifies our intent, or denies what we asked for."""
        said = request.query_params
        mode, topic, challenge = said.get("hub.mode", ""), said.get("hub.topic", ""), said.get("hub.challenge", "")
        one = await self._subscription(request)
        if one is None:
            raise HTTPException(404)
        if mode == "denied" and topic == one.topic_url:
            await self._in_thread(lambda: self._deny(one, said.get("hub.reason", "")))
            return Response(status_code=200)
        if not confirms(one, mode, topic) or not 0 < len(challenge) <= MAX_CHALLENGE:
            raise HTTPException(404)
        await self._in_thread(lambda: self._confirm(one, mode, said.get("hub.lease_seconds")))
        # no browser may take a stranger's challenge for a page (section 5.3.1)
        return PlainTextResponse(challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def receive(self, request: Request) -> Response:
        """A hub brings content. It is kept before the answer; what is not signed right is answered all the same."""
        one = await self._subscription(request)
        if one is None or one.state in {PushState.OFF, PushState.DENIED, PushState.NEW}:
            raise HTTPException(410)  # section 7: the hub may forget a subscription that is deleted
        if not self.may_push(one):
            raise HTTPException(429, headers=LATER)
        async with self._body(request) as body:
            return await self._take(one, request, body)

    async def _take(self, one: Subscription, request: Request, body: bytes) -> Response:
        if not keeps_secrets(one.hub):
            body = b""  # that there is news is all that is believed: the feed is asked
        elif one.secret is None or not signed(request.headers.get("x-hub-signature"), body, one.secret):
            await self._in_thread(lambda: self._ignore(one))
            log.warning(
                "push_ignored",
                topic_url=one.topic_url,
                signature="wrong" if "x-hub-signature" in request.headers else "none",
            )
            return Response(status_code=202)
        if one.state == PushState.ENDING:
            return Response(status_code=202)
        if not await self._in_thread(lambda: self._store(one, body, request.headers.get("content-type"))):
            raise HTTPException(503, headers=LATER)
        self.came()
        return Response(status_code=202)

    async def _subscription(self, request: Request) -> Subscription | None:
        token = request.path_params["path"].rpartition("/")[2]
        return await self._in_thread(lambda: self._find(token)) if _TOKEN.fullmatch(token) else None

    def may_push(self, one: Subscription) -> bool:
        """Count a push, and say whether it is taken; a minute begins with the first."""
        began, number = self._rates.pop(one.id, (self.clock(), 0))
        if self.clock() - began >= 60:
            began, number = self.clock(), 0
        self._rates[one.id] = began, number + 1
        while len(self._rates) > MAX_KNOWN_RATES:
            self._rates.popitem(last=False)
        return number < PER_MINUTE

    @asynccontextmanager
    async def _body(self, request: Request) -> AsyncIterator[bytes]:
        """The body, which counts as held until it is kept: Postgres may take its time."""
        pieces: list[bytes] = []
        size = 0
        try:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    async for piece in request.stream():
                        size += len(piece)
                        self._held += len(piece)
                        if size > self.max_bytes:
                            raise HTTPException(413)
                        if self._held > MAX_HELD:
                            raise HTTPException(503, headers=LATER)
                        pieces.append(piece)
            except TimeoutError as error:
                raise HTTPException(408) from error
            yield b"".join(pieces)
        finally:
            self._held -= size

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _find(self, token: str) -> Subscription | None:
        with self.db.transaction() as tx:
            return push.find(tx, token)

    def _confirm(self, one: Subscription, mode: str, said: str | None) -> None:
        with self.db.transaction() as tx:
            if mode == "subscribe":
                seconds = lease(said)
                push.verify(tx, one, lease=seconds, ask_again=ask_again_in(seconds))
            else:
                push.end(tx, one, PushState.OFF, wait=RETRY_SECONDS)
        log.info("verified", mode=mode, topic_url=one.topic_url, lease=said)

    def _deny(self, one: Subscription, why: str) -> None:
        with self.db.transaction() as tx:
            push.end(tx, one, PushState.DENIED, wait=RETRY_SECONDS, error=why or "denied")
        log.warning("denied", topic_url=one.topic_url, hub=one.hub, why=why[:500])

    def _ignore(self, one: Subscription) -> None:
        with self.db.transaction() as tx:
            push.count_ignored(tx, one)

    def _store(self, one: Subscription, body: bytes, content_type: str | None) -> bool:
        with self.db.transaction() as tx:
            return push.store(tx, one, body, content_type=content_type)


def _told(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Let our own failures be a "come later": nothing was kept, and hubs send again."""

    async def told(request: Request) -> Response:
        try:
            answer = await endpoint(request)
        except HTTPException as error:
            answer = Response(status_code=error.status_code, headers=error.headers)
        except ClientDisconnect:
            answer = Response(status_code=400)
        except NewswireError as error:
            log.warning("push_not_kept", reason=error.reason, error=str(error))
            answer = Response(status_code=503, headers=LATER)
        # hubs were seen that wait for us to close (superfeedr); behind a proxy it costs nothing
        answer.headers["Connection"] = "close"
        return answer

    return told
