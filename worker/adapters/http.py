"""Fetches many addresses at once in one thread, each with its own deadline; sends no cookie and no credential.

Redirects are followed by hand, because each hop is a new address from a stranger: for one on the same host the caller's
`admit` is asked, one to another host is returned to the caller. From https to http none is followed: TLS proved the
publisher's name for the first address, and what anybody on the network could have written must not be stored under it.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

import pycurl

from worker.adapters.curl import Answer, Handle
from worker.core.fetch.addresses import AllowedAddresses
from worker.core.fetch.answers import PERMANENT, REDIRECTS, REPEATED, failure
from worker.core.fetch.codings import unpack
from worker.core.fetch.targets import Target, target
from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import Page, Reason, Redirected, Request

FetchResult = Page | Redirected | NewswireError

MAX_REDIRECTS = 5

MAX_PARALLEL = 600
"""Servers that never answer hold their requests for the whole timeout: at 400 polls a second and one such server in 20
that makes 600 in 30 s. Each is a descriptor, of which a process has 1,024 by default."""
_KEPT_CONNECTIONS = 200
"""Open ones that wait for the next request to their host; one with TLS takes some 50 KB."""

_SWEEP = 0.5
"""Seconds between two looks at how much came over the wire; at 1 Gbit/s that is 60 MB, none of them kept."""


@dataclass(kw_only=True, slots=True)
class _Transfer:
    """A request under way, over its redirects."""

    ticket: int
    """Of its result."""
    request: Request
    target: Target
    begun: float
    deadline: float
    hops: list[Target] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


class HttpClient:
    """Keeps its connections between requests. For one thread of one process: make it after a fork."""

    def __init__(
        self,
        *,
        user_agent: str,
        allowed: AllowedAddresses,
        timeout: float,
        max_bytes: int,
        connect_to: tuple[str, int] | None = None,
        max_parallel: int = MAX_PARALLEL,
    ) -> None:
        """`timeout`: seconds for one request in all: name, connection, headers, body and redirects on the same host.

        `max_bytes`: of a body, on the wire and decoded. `connect_to`: every host is looked for at this IP and port (a
        corpus served from loopback). `max_parallel`: requests at once; others wait.
        """
        self._allowed = allowed
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._new_handle = partial(
            Handle, user_agent=user_agent, allowed=allowed, max_bytes=max_bytes, connect_to=connect_to
        )
        self._max_parallel = max_parallel
        self._idle: list[Handle] = []
        self._waiting: list[tuple[float, int, Request]] = []
        self._tickets = count()
        self._active: dict[pycurl.Curl, tuple[Handle, _Transfer]] = {}
        self._batch = 0
        self._swept = 0.0
        self._selector = DefaultSelector()
        self._alarm: float | None = None
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_alarm)
        self._multi.setopt(pycurl.M_MAXCONNECTS, _KEPT_CONNECTIONS)

    def fetch_all(self, requests: Sequence[Request]) -> list[FetchResult]:
        """One outcome per request, in their order; what goes wrong is returned, not raised.

        FetchFailed is worth another try; PageRefused is final. Each carries its reason: what the address, the limits,
        the status or `admit` said.
        """
        results = {index: result for group in self.fetch_each(requests) for index, result in group.items()}
        return [results[index] for index in range(len(requests))]

    def fetch_each(self, requests: Sequence[Request]) -> Iterator[dict[int, FetchResult]]:
        """The same outcomes as soon as each is there: {index of the request: its outcome}, in groups.

        Only one batch at a time: starting another aborts what is left of this one.
        """
        self.abort()  # a caller that failed may have left requests of its batch open: their answers are not ours
        batch = self._batch
        left = {self.ask(request): index for index, request in enumerate(requests)}
        try:
            while left and batch == self._batch:
                yield {left.pop(ticket): result for ticket, result in self.answers().items()}
        finally:
            if batch == self._batch:
                self.abort()

    def ask(self, request: Request) -> int:
        """Send a request after its delay, once there is a place; `answers` gives its outcome under this ticket."""
        ticket = next(self._tickets)
        heappush(self._waiting, (time.monotonic() + request.delay, ticket, request))
        return ticket

    def answers(self, seconds: float = 0.5) -> dict[int, FetchResult]:
        """The outcomes that have come, at the latest after so many seconds, if need be none.

        The deadlines run on while the caller works on them.
        """
        results = self._start_due()
        if not results:
            seconds = min(seconds, _SWEEP)
            if self._waiting and self._has_place():
                seconds = min(seconds, self._waiting[0][0] - time.monotonic())
            self._wait(seconds)
            results = self._collect()
        if time.monotonic() - self._swept >= _SWEEP:
            self._swept = time.monotonic()
            results |= self._sweep()
        return results

    def under_way(self, *, since: float) -> int:
        """How many requests were sent within the last `since` seconds and have no answer yet, or wait for a place."""
        now = time.monotonic()
        waiting = sum(start <= now for start, _, _ in self._waiting)
        return waiting + sum(transfer.begun >= now - since for _, transfer in self._active.values())

    def abort(self) -> None:
        """Forget what is under way and what waits, at the end of a batch or in the middle of it."""
        self._batch += 1
        self._waiting.clear()
        for handle, _ in list(self._active.values()):
            self._release(handle)

    def close(self) -> None:
        """Closes all connections. Waits for name lookups that still hang (glibc gives one up after 10 s by default)."""
        self.abort()
        self._multi.close()
        for handle in self._idle:
            handle.curl.close()
        self._selector.close()

    def _has_place(self) -> bool:
        return len(self._active) < self._max_parallel

    def _start_due(self) -> dict[int, FetchResult]:
        refused: dict[int, FetchResult] = {}
        while self._waiting and self._has_place() and self._waiting[0][0] <= time.monotonic():
            _, ticket, request = heappop(self._waiting)
            begun = time.monotonic()
            try:
                goal = target(request.url)
                self._check_port(goal)
            except PageRefused as error:
                refused[ticket] = error
                continue
            transfer = _Transfer(
                ticket=ticket, request=request, target=goal, begun=begun, deadline=begun + self._timeout
            )
            self._send(self._idle.pop() if self._idle else self._new_handle(), transfer)
        return refused

    def _check_port(self, goal: Target) -> None:
        if not self._allowed.opens_port(goal.port):
            raise PageRefused(f"port {goal.port} may not be connected to", reason=Reason.FORBIDDEN_PORT)

    def _send(self, handle: Handle, transfer: _Transfer) -> None:
        request, seconds = transfer.request, transfer.deadline - time.monotonic()
        handle.prepare(transfer.target.url, request.headers, seconds=seconds, form=request.form)
        self._active[handle.curl] = handle, transfer
        self._multi.add_handle(handle.curl)

    def _release(self, handle: Handle) -> None:
        self._multi.remove_handle(handle.curl)
        del self._active[handle.curl]
        handle.finish()
        self._idle.append(handle)

    def _sweep(self) -> dict[int, FetchResult]:
        """End the requests whose servers send too much, even if none of it is body."""
        flooded = [(handle, transfer) for handle, transfer in self._active.values() if handle.floods()]
        for handle, _ in flooded:
            self._release(handle)
        return {
            transfer.ticket: PageRefused("too many bytes on the wire", reason=Reason.TOO_LARGE)
            for _, transfer in flooded
        }

    def _collect(self) -> dict[int, FetchResult]:
        """The outcomes of the requests that have ended; one that was redirected on its host is sent again instead."""
        results: dict[int, FetchResult] = {}
        more = 1
        while more:
            more, succeeded, failed = self._multi.info_read()
            ended = [(curl, pycurl.E_OK, "") for curl in succeeded] + failed
            for curl, code, message in ended:
                handle, transfer = self._active[curl]
                answer = handle.answer() if code == pycurl.E_OK else handle.failure(code, message)
                self._release(handle)
                result = self._interpret(answer, transfer) if isinstance(answer, Answer) else answer
                if result is None:
                    self._send(self._idle.pop(), transfer)
                else:
                    results[transfer.ticket] = result
        return results

    def _interpret(self, answer: Answer, transfer: _Transfer) -> FetchResult | None:
        """What the answer is, or None when the transfer now points to its next hop."""
        posted = transfer.request.form is not None
        if answer.status in (REPEATED if posted else REDIRECTS) and "location" in answer.headers:
            try:
                return self._redirect(answer, transfer)
            except PageRefused as error:
                return error
        taken = posted and 200 <= answer.status < 300  # 202 is what a hub says
        failed = None if taken else failure(answer.status, answer.headers, now=time.time())
        if failed is not None:
            return failed
        try:
            body = unpack(answer.body, answer.headers.get("content-encoding", ""), max_bytes=self._max_bytes)
        except (FetchFailed, PageRefused) as error:
            return error
        return Page(
            url=transfer.target.url,
            status=answer.status,
            headers=answer.headers,
            body=body,
            seconds=time.monotonic() - transfer.begun,
            moved=bool(transfer.statuses) and PERMANENT.issuperset(transfer.statuses),
        )

    def _redirect(self, answer: Answer, transfer: _Transfer) -> FetchResult | None:
        here, there = transfer.target, target(answer.headers["location"], base=transfer.target.url)
        self._check_port(there)
        if here.secure and not there.secure:
            raise PageRefused(f"from https to {there.url}", reason=Reason.DOWNGRADE)
        transfer.hops.append(here)
        transfer.statuses.append(answer.status)
        if there.authority != here.authority and not transfer.request.across_hosts:
            return Redirected(
                url=there.url,
                status=answer.status,
                permanent=PERMANENT.issuperset(transfer.statuses),
                hops=tuple(hop.url for hop in transfer.hops),
            )
        if len(transfer.hops) > MAX_REDIRECTS or there in transfer.hops:
            raise PageRefused(f"redirected {len(transfer.hops)} times", reason=Reason.TOO_MANY_REDIRECTS)
        reason = transfer.request.admit(there.url) if transfer.request.admit else None
        if reason is not None:
            raise PageRefused(f"not admitted: {there.url}", reason=reason)
        if time.monotonic() >= transfer.deadline:
            return FetchFailed(f"no answer within {self._timeout} s", reason=Reason.TIMEOUT)
        transfer.target = there
        return None

    def _wait(self, seconds: float) -> None:
        """Lets libcurl work on whatever is ready, for `seconds` at most."""
        if self._alarm is not None:
            seconds = min(seconds, self._alarm - time.monotonic())
        for key, events in self._selector.select(max(seconds, 0.0)):
            readable = pycurl.CSELECT_IN if events & EVENT_READ else 0
            writable = pycurl.CSELECT_OUT if events & EVENT_WRITE else 0
            self._multi.socket_action(key.fd, readable | writable)
        if self._alarm is not None and time.monotonic() >= self._alarm:
            self._alarm = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)

    def _watch(self, what: int, fd: int, _multi: pycurl.CurlMulti, _data: Any) -> None:
        """Called by libcurl: which socket to wait for, and for what."""
        with contextlib.suppress(KeyError):
            self._selector.unregister(fd)
        events = {pycurl.POLL_IN: EVENT_READ, pycurl.POLL_OUT: EVENT_WRITE, pycurl.POLL_INOUT: EVENT_READ | EVENT_WRITE}
        if what in events:
            self._selector.register(fd, events[what])

    def _set_alarm(self, milliseconds: int) -> None:
        """Called by libcurl: when to be called again even if no socket is ready."""
        self._alarm = None if milliseconds < 0 else time.monotonic() + milliseconds / 1000
