"""Asks hosts politely: robots.txt first, then a slot at the host's pace, then the request; decides nothing itself."""

import time
from collections import Counter, defaultdict
from collections.abc import Generator, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Generic, TypeGuard, TypeVar
from urllib.parse import urljoin

from worker.adapters import hosts
from worker.adapters.hosts import RobotsRecord
from worker.adapters.http import FetchResult, HttpClient
from worker.core.fetch import robots
from worker.core.fetch.pace import come_again, starts
from worker.core.fetch.robots import Robots
from worker.core.fetch.transitions import MAX_HOPS
from worker.core.urls import host_of
from worker.core.waits import LONGEST
from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import Host, Page, Reason, Redirected, Request, Slots
from worker.services import Services

# A request waits at most this long for its slot; what comes later goes back to Postgres with its time. With the fetch
# timeout of 30 s this keeps a batch under a third of its lease.
HORIZON_SECONDS = 20.0
# Servers that are well answer within a second; one that has not by now may well never do.
_SOON_SECONDS = 3.0
# RFC 9309 lets a crawler ask again when it likes; ten minutes outlives a restart of the host and loses little.
CLOSED_SECONDS = 600.0
# What a host asks for is kept to, as for a feed; a longer wish than a day is a mistake of its clock.
MAX_BLOCK_SECONDS = LONGEST
# A host that says "too many requests" without saying for how long gets this much quiet, whoever asked.
UNTOLD_BLOCK_SECONDS = 60.0

# So many are written together, and make one message to clean: single ones cost 2.8 ms an article to write, batches of 8
# half a millisecond, and of 20, with messages of 40, a quarter less of Postgres than of 8 (measured). Waiting longer
# than this for the last would only make news late.
GATHER_ANSWERS = 20
GATHER_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedRequest:
    """One address to ask."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    patience: float = HORIZON_SECONDS
    """Seconds that it waits for its slot; what would come later is deferred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """Not asked: the host has no free slot before this, or this process is told to stop."""

    wait: float
    """Seconds."""


Answer = Page | Redirected | Deferred | NewswireError
Ended = TypeVar("Ended")
Exchange = Generator[Sequence[PlannedRequest], Sequence[Answer], Ended]
"""What asks for some addresses at a time, goes on with their answers, and ends with a result."""


Key = TypeVar("Key", bound=Hashable)


class Window(Generic[Key]):
    """Requests on their way, each at its host's pace; none waits for another but for those of its host.

    What is asked goes through three stages, each in one transaction for all that came since the last turn: the rules of
    its host (robots.txt is asked for where we do not have it), a slot, the answer. One at a time in a process: they
    share its client.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._client = services.http
        self._client.abort()
        self._asked: list[tuple[Key, PlannedRequest]] = []
        self._unruled: dict[str, list[tuple[Key, PlannedRequest]]] = {}
        """By host, while its robots.txt is asked for."""
        self._robots: dict[int, str] = {}
        """Host of each robots.txt that is asked for, by the client's ticket."""
        self._sent: dict[int, tuple[Key, str]] = {}
        """Key and host of each request that has its slot, by the client's ticket."""

    def ask(self, key: Key, call: PlannedRequest) -> None:
        """Let an address be asked; `answers` gives what comes of it under this key."""
        self._asked.append((key, call))

    def busy(self) -> int:
        """How many requests wait for an answer that is still likely to come soon."""
        return self._client.under_way(since=_SOON_SECONDS)

    def answers(self, *, wait: bool = True) -> dict[Key, Answer]:
        """What has come since the last turn, after half a second at the latest; errors are given, not raised."""
        answers = self._ask_new()
        if answers:
            return answers
        rules: dict[str, FetchResult] = {}
        pages: list[tuple[str, Answer]] = []
        for ticket, result in self._client.answers(0.5 if wait else 0.0).items():
            if ticket in self._robots:
                rules[self._robots.pop(ticket)] = result
            else:
                key, host = self._sent.pop(ticket)
                answers[key] = result
                pages.append((host, result))
        _note_blocks(self._services, pages)
        if rules:
            answers |= self._take_rules(rules)
        return answers

    def close(self) -> None:
        """Break off what is under way."""
        self._client.abort()

    def _ask_new(self) -> dict[Key, Answer]:
        asked, self._asked = self._asked, []
        calls: dict[str, list[tuple[Key, PlannedRequest]]] = defaultdict(list)
        for key, call in asked:
            host = host_of(call.url)
            (self._unruled[host] if host in self._unruled else calls[host]).append((key, call))
        if not calls:
            return {}
        with self._services.db.transaction() as tx:
            known = hosts.load(tx, sorted(calls))
        rules = {name: _kept(host) for name, host in known.items() if host.robots_fresh}
        for host in sorted(calls.keys() - rules.keys()):
            self._unruled[host] = calls.pop(host)
            self._robots[self._client.ask(_robots_request(self._unruled[host][0][1].url))] = host
        return self._plan([one for some in calls.values() for one in some], rules)

    def _take_rules(self, came: Mapping[str, FetchResult]) -> dict[Key, Answer]:
        rules = {host: robots.rules_from(answer) for host, answer in came.items()}
        with self._services.db.transaction() as tx:
            hosts.save_robots(tx, [_record(h, a, rules[h]) for h, a in came.items() if not _is_forbidden(a)])
        answers: dict[Key, Answer] = {}
        allowed = []
        for host, answer in came.items():
            calls = self._unruled.pop(host)
            if _is_forbidden(answer):  # we may not connect to it at all
                answers |= {key: answer for key, _ in calls}
            else:
                allowed += calls
        return answers | self._plan(allowed, rules)

    def _plan(self, calls: Sequence[tuple[Key, PlannedRequest]], rules: Mapping[str, Robots]) -> dict[Key, Answer]:
        """Give each call that its host allows a slot; return the answers of the others."""
        answers: dict[Key, Answer] = {}
        allowed: dict[float, list[tuple[Key, PlannedRequest]]] = defaultdict(list)
        for key, call in calls:
            refusal = _refusal(rules, call.url)
            if refusal is not None:
                answers[key] = refusal
            else:
                allowed[call.patience].append((key, call))
        for patience, planned in allowed.items():
            slots = _reserve(self._services, Counter(host_of(call.url) for _, call in planned), horizon=patience)
            free = {host: starts(host_slots) for host, host_slots in slots.items()}
            for key, call in planned:
                host = host_of(call.url)
                delay = next(free[host], None)
                if delay is None:
                    answers[key] = Deferred(wait=come_again(slots[host], chance=self._services.jitter()))
                    continue
                admit = partial(_admit, rules)
                request = Request(url=call.url, headers=call.headers, delay=delay, admit=admit)
                self._sent[self._client.ask(request)] = key, host
        return answers


def fetch_politely(services: Services, calls: Sequence[PlannedRequest]) -> Iterator[dict[int, Answer]]:
    """Ask every address that may be asked now; give the answers by place, in groups as they come.

    A group is handed over half a second after its first answer at the latest: a transaction for each page would cost
    more than the page. A process that is told to stop breaks off what is under way and gives it as Deferred.
    """
    window: Window[int] = Window(services)
    for place, call in enumerate(calls):
        window.ask(place, call)
    unanswered = set(range(len(calls)))
    gathered: dict[int, Answer] = {}
    since = 0.0
    while unanswered and not services.stopping():
        came = window.answers()
        unanswered -= came.keys()
        if not gathered:
            since = time.monotonic()
        gathered |= came
        if gathered and (len(gathered) >= GATHER_ANSWERS or time.monotonic() - since > GATHER_SECONDS):
            yield gathered
            gathered = {}
    window.close()
    gathered |= dict.fromkeys(sorted(unanswered), Deferred(wait=0.0))
    if gathered:
        yield gathered


def ask_now(client: HttpClient, url: str) -> Page:
    """Ask one address for a person who waits: robots.txt first, then the page, through redirects. Raises our errors."""
    for _ in range(MAX_HOPS + 1):
        (answer,) = client.fetch_all([_robots_request(url)])
        rules = {host_of(url): robots.rules_from(answer)}
        silent = isinstance(answer, FetchFailed) and answer.reason in (Reason.DNS, Reason.CONNECT)
        result: FetchResult | None = answer if silent or _is_forbidden(answer) else _refusal(rules, url)
        if result is None:
            (result,) = client.fetch_all([Request(url=url, admit=partial(_admit, rules))])
        if isinstance(result, Page):
            return result
        if _is_forbidden(result):
            raise PageRefused(f"{result}; NEWSWIRE_ALLOW_ADDRESSES=ip:port allows it", reason=result.reason)
        if isinstance(result, FetchFailed) and result.reason is Reason.DNS:
            raise FetchFailed(f"no such host ({result})", reason=Reason.DNS)
        if isinstance(result, NewswireError):
            raise result
        url = result.url
    raise FetchFailed(f"{url}: too many redirects", reason=Reason.TOO_MANY_REDIRECTS)


def _admit(rules: Mapping[str, Robots], url: str) -> Reason | None:
    return None if _refusal(rules, url) is None else Reason.ROBOTS


def _refusal(rules: Mapping[str, Robots], url: str) -> NewswireError | None:
    host = host_of(url)
    if host not in rules or not rules[host].open_:
        return FetchFailed(f"robots.txt of {host} cannot be had", reason=Reason.ROBOTS_UNREACHABLE)
    if not rules[host].allows(url):
        return PageRefused(f"robots.txt of {host} does not allow {url}", reason=Reason.ROBOTS)
    return None


def _robots_request(url: str) -> Request:
    # RFC 9309, 2.3.1.2: its redirects are followed, to another host too
    return Request(url=urljoin(url, "/robots.txt"), across_hosts=True)


def _is_forbidden(answer: FetchResult) -> TypeGuard[PageRefused]:
    return isinstance(answer, PageRefused) and answer.reason in (Reason.FORBIDDEN_ADDRESS, Reason.FORBIDDEN_PORT)


def _record(host: str, answer: FetchResult, rules: Robots) -> RobotsRecord:
    return RobotsRecord(
        host=host,
        body=answer.body[: robots.MAX_BYTES] if isinstance(answer, Page) else None,
        is_open=rules.open_,
        keep=robots.LIFETIME if rules.open_ else CLOSED_SECONDS,
        crawl_delay=rules.crawl_delay,
    )


def _kept(host: Host) -> Robots:
    body = None if host.robots_body is None else bytes(host.robots_body)
    return (robots.stored if body and len(body) > _LARGE_ROBOTS else _stored)(body, host.robots_open)


# Read anew for each request to its host, a robots.txt of 2 KB would cost as much as all the rest of a poll.
_stored = lru_cache(maxsize=1000)(robots.stored)
_LARGE_ROBOTS = 20_000


def _reserve(services: Services, wanted: Mapping[str, int], *, horizon: float) -> dict[str, Slots]:
    with services.db.transaction() as tx:
        return hosts.reserve(tx, wanted, pace=services.settings.host_pace, horizon=horizon)


def _note_blocks(services: Services, answers: Sequence[tuple[str, Answer]]) -> None:
    """Let every worker keep away from a host that asked for it: 429, with Retry-After or without, and 503 with it."""
    asked: dict[str, float] = {}
    for host, answer in answers:
        if isinstance(answer, FetchFailed) and (answer.status == 429 or (answer.status == 503 and answer.after)):
            asked[host] = max(asked.get(host, 0.0), answer.after or UNTOLD_BLOCK_SECONDS)
    if asked:
        with services.db.transaction() as tx:
            for host, seconds in sorted(asked.items()):
                hosts.block(tx, host, seconds=min(seconds, MAX_BLOCK_SECONDS))
