"""What all pages share: the sessions of Postgres, who is logged in, and how an answer is made."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from worker.adapters.db import Transaction
from worker.adapters.pool import Pool
from worker.core.view import sessions
from worker.core.view.sessions import Session
from worker.services import Services
from worker.web.templates import environment

COOKIE = "newswire_session"
# A page takes milliseconds; one that does not is ended long before its reader gives up.
_LIMITS = {"statement_timeout": "5s"}
_READING = {**_LIMITS, "default_transaction_read_only": "on"}
_READERS = 4


@dataclass(kw_only=True)
class Site:
    """One process that serves the pages."""

    services: Services
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    failed: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """Wrong passwords by address."""

    def __post_init__(self) -> None:
        url = self.services.settings.require_database()
        self._readers = Pool(url, application="newswire web", size=_READERS, limits=_READING)
        self._writers = Pool(url, application="newswire web acts", size=1, limits=_LIMITS)
        self._trying = threading.Lock()
        self._ended: set[str] = set()

    @property
    def may_act(self) -> bool:
        """Whether there is a password to log in with."""
        return bool(self.services.settings.web_password)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that cannot write."""
        with self._readers.transaction() as tx:
            yield tx

    @contextmanager
    def acting(self) -> Iterator[Transaction]:
        """A transaction for what an operator does."""
        with self._writers.transaction() as tx:
            yield tx

    def session(self, request: Request) -> Session | None:
        """The session that a request is of."""
        if not self.may_act:
            return None
        session = sessions.session_of(request.cookies.get(COOKIE), self.key, now=datetime.now(UTC))
        return None if session is None or session.name in self._ended else session

    def log_in(self, password: str, address: str) -> Session | None:
        """A session for the right password. Raises TooMany when this address was wrong too often."""
        now = datetime.now(UTC)
        with self._trying:
            if not sessions.may_try(self.failed, address, now=now):
                raise TooMany
            if not sessions.same_password(password, self.services.settings.web_password):
                self.failed = sessions.with_failure(self.failed, address, now=now)
                return None
        return Session(secrets.token_hex(16), now + sessions.LIFETIME)

    def log_out(self, request: Request) -> None:
        """End the session of a request, whoever else has its cookie."""
        session = self.session(request)
        if session is not None:
            self._ended.add(session.name)

    def close(self) -> None:
        """Close the sessions of Postgres."""
        self._readers.close()
        self._writers.close()


class TooMany(Exception):
    """Too many wrong passwords."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a page shows: for the eye by its template, and the same as JSON."""

    template: str
    context: Mapping[str, Any]
    document: Any
    status: int = 200


Build = Callable[[Site, Request], Shown]


class _Row(IntegerConvertor):
    """The number of a row; thousands of digits, which Starlette's `int` takes and Python then refuses, are none."""

    regex = "[0-9]{1,19}"


register_url_convertor("row", _Row())


def site_of(request: Request) -> Site:
    """The site that serves a request."""
    site: Site = request.app.state.site
    return site


def id_of(request: Request) -> int:
    """The number in an address. Raises HTTPException for one that no row has."""
    number: int = request.path_params["id"]
    if number >= 2**63:
        raise HTTPException(404, "There is nothing with this number.")
    return number


def list_of(path: str, build: Build) -> list[Route]:
    """Routes of a list: the page, and beside it the JSON."""

    def page(request: Request) -> Response:
        shown = build(site_of(request), request)
        return html(request, shown.template, shown.context, status=shown.status)

    def json(request: Request) -> Response:
        shown = build(site_of(request), request)
        return as_json(shown.document, status=shown.status)

    return [Route(path, page), Route("/overview.json" if path == "/" else f"{path}.json", json)]


def html(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """A page."""
    site = site_of(request)
    session = site.session(request)
    text = (
        environment()
        .get_template(template)
        .render(
            **context,
            now=datetime.now(UTC),
            labels={slug: topic.labels["en"] for slug, topic in site.services.taxonomy.topics.items()},
            path=request.url.path,
            here=str(request.url.replace(scheme="", netloc="", fragment="")),
            session=session,
            token=sessions.token(session, site.key) if session else "",
            may_act=site.may_act,
            done=request.query_params.get("done", ""),
        )
    )
    return HTMLResponse(text, status_code=status)


def as_json(document: Any, *, status: int = 200) -> Response:
    """A JSON document; numbers and texts as they are stored."""
    body = orjson.dumps(document, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)
    return Response(body, status_code=status, media_type="application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


async def in_thread(call: Callable[[], Response]) -> Response:
    """Answer outside of the loop that serves the others."""
    return await run_in_threadpool(call)
