"""Asks hosts politely: robots.txt first, then a slot at the host's pace, then the request; decides nothing itself."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeGuard
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

# A task waits at most this long for its last slot; what comes later goes back to Postgres with its time. With the fetch
# timeout of 30 s this keeps a batch under a third of its lease.
HORIZON_SECONDS = 20.0
# RFC 9309 lets a crawler ask again when it likes; ten minutes outlives a restart of the host and loses little.
CLOSED_SECONDS = 600.0
# What a host asks for is kept to, as for a feed; a longer wish than a day is a mistake of its clock.
MAX_BLOCK_SECONDS = LONGEST
# A host that says "too many requests" without saying for how long gets this much quiet, whoever asked.
UNTOLD_BLOCK_SECONDS = 60.0

# Batches of 8 cost 0.5 ms per article to write, single ones 2.8 ms (measured); waiting longer than this
# for the eighth would only make news late.
GATHER_ANSWERS = 8
GATHER_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedRequest:
    """One address to ask."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """Not asked: the host has no free slot before this, or this process is told to stop."""

    wait: float
    """Seconds."""


Answer = Page | Redirected | Deferred | NewswireError


def fetch_politely(services: Services, calls: Sequence[PlannedRequest]) -> Iterator[dict[int, Answer]]:
    """Ask every address that may be asked now; give the answers by place, in groups as they come.

    Errors are given, not raised. A group is handed over half a second after its first answer at the latest. A process
    that is told to stop breaks off what is under way and gives it as Deferred.
    """
    if not calls:
        return
    rules, forbidden = _robots(services, calls)
    if services.stopping():
        yield dict.fromkeys(range(len(calls)), Deferred(wait=0.0))
        return
    answers: dict[int, Answer] = {}
    for index, call in enumerate(calls):
        refusal = forbidden.get(host_of(call.url)) or _refusal(rules, call.url)
        if refusal is not None:
            answers[index] = refusal
    allowed = [index for index in range(len(calls)) if index not in answers]
    slots = _reserve(services, Counter(host_of(calls[index].url) for index in allowed))
    free = {host: starts(host_slots) for host, host_slots in slots.items()}
    requests: dict[int, Request] = {}
    for index in allowed:
        host = host_of(calls[index].url)
        delay = next(free[host], None)
        if delay is None:
            answers[index] = Deferred(wait=come_again(slots[host], chance=services.jitter()))
        else:
            admit = partial(_admit, rules)
            requests[index] = Request(url=calls[index].url, headers=calls[index].headers, delay=delay, admit=admit)
    if answers:
        yield answers
    indexes = list(requests)
    unanswered = set(indexes)
    for group in _gathered(services.http.fetch_each(list(requests.values())), services.stopping):
        answers = {indexes[index]: result for index, result in group.items()}
        unanswered -= answers.keys()
        _note_blocks(services, [(host_of(calls[index].url), answer) for index, answer in answers.items()])
        yield answers
    if unanswered:
        yield dict.fromkeys(sorted(unanswered), Deferred(wait=0.0))


def _gathered(
    groups: Iterator[dict[int, FetchResult]], stopping: Callable[[], bool]
) -> Iterator[dict[int, FetchResult]]:
    """Put small groups together: a transaction for each page would cost more than the page. Leave off when stopping."""
    gathered: dict[int, FetchResult] = {}
    since = 0.0
    for group in groups:
        if stopping():
            gathered |= group
            break
        if not gathered:
            since = time.monotonic()
        gathered |= group
        if len(gathered) >= GATHER_ANSWERS or (gathered and time.monotonic() - since > GATHER_SECONDS):
            yield gathered
            gathered = {}
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


def _robots(services: Services, calls: Sequence[PlannedRequest]) -> tuple[dict[str, Robots], dict[str, PageRefused]]:
    """Return the rules of every host that is called, and the hosts that we may not connect to at all.

    Asks for robots.txt where we do not have it or it is old.
    """
    refused: dict[str, PageRefused] = {}
    example = {host_of(call.url): call.url for call in calls}
    with services.db.transaction() as tx:
        known = hosts.load(tx, sorted(example))
    rules = {name: _kept(host) for name, host in known.items() if host.robots_fresh}
    stale = sorted(set(example) - set(rules))
    if not stale:
        return rules, refused
    answers: dict[int, FetchResult] = {}
    for group in services.http.fetch_each([_robots_request(example[name]) for name in stale]):
        answers |= group
        if services.stopping():
            break
    records = []
    for index, answer in sorted(answers.items()):
        name = stale[index]
        rules[name] = robots.rules_from(answer)
        if _is_forbidden(answer):
            refused[name] = answer
            continue
        records.append(
            RobotsRecord(
                host=name,
                body=answer.body[: robots.MAX_BYTES] if isinstance(answer, Page) else None,
                is_open=rules[name].open_,
                keep=robots.LIFETIME if rules[name].open_ else CLOSED_SECONDS,
                crawl_delay=rules[name].crawl_delay,
            )
        )
    with services.db.transaction() as tx:
        hosts.save_robots(tx, records)
    return rules, refused


def _kept(host: Host) -> Robots:
    if host.robots_body is not None:
        return robots.parse_robots(host.robots_body)
    return Robots(open_=bool(host.robots_open))


def _reserve(services: Services, wanted: Mapping[str, int]) -> dict[str, Slots]:
    with services.db.transaction() as tx:
        return hosts.reserve(tx, wanted, pace=services.settings.host_pace, horizon=HORIZON_SECONDS)


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
