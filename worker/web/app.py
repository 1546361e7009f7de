"""The application: its routes, what stands before them, and how errors are told."""

import socket

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from worker.core.view.words import span
from worker.errors import BadInput, ServiceDown, UsageError
from worker.services import Services
from worker.web import articles, consumers, feeds, login, overview, quarantine, topics, why
from worker.web.guard import LOOPBACK, Guard
from worker.web.site import Site, TooMany, html
from worker.web.templates import static_file

_TYPES = {"style.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"}
_WORDS = {404: "There is no such page.", 405: "That cannot be done here.", 400: "That cannot be read."}


def make_app(services: Services) -> tuple[Guard, Site]:
    """Make the application, and what is to be closed after it; `services` stay the caller's."""
    site = Site(services=services)
    names = [name.strip() for name in services.settings.web_hosts.split(",") if name.strip()]
    app = Starlette(
        routes=_routes(),
        exception_handlers={
            HTTPException: _told,
            ServiceDown: _away,
            UsageError: _refused,
            BadInput: _refused,
            TooMany: _too_many,
            Exception: _failed,
        },
    )
    app.state.site = site
    return Guard(app, hosts=(*LOOPBACK, *names)), site


def serve(services: Services, listening: socket.socket) -> None:
    """Serve on a socket until SIGTERM or Ctrl-C."""
    app, site = make_app(services)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whoever reaches us may write them
        timeout_graceful_shutdown=5,
        limit_concurrency=100,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        site.close()


def _routes() -> list[BaseRoute]:
    return [
        *overview.ROUTES,
        *feeds.ROUTES,
        *articles.ROUTES,
        *why.ROUTES,
        *topics.ROUTES,
        *quarantine.ROUTES,
        *consumers.ROUTES,
        *login.ROUTES,
        Route("/static/{name}", _static),
        Route("/favicon.ico", _icon),
        Route("/healthz", _health),
    ]


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _TYPES:
        raise HTTPException(404)
    # its address holds a hash of it
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(static_file(name), media_type=_TYPES[name], headers=headers)


def _icon(_: Request) -> Response:
    return Response(static_file("icon.svg"), media_type=_TYPES["icon.svg"])


def _health(_: Request) -> Response:
    """That this process answers; whether Postgres does is told by the pages, and a new start would not help it."""
    return PlainTextResponse("ok\n")


def _error(request: Request, status: int, words: str, advice: str = "") -> Response:
    if request.url.path.endswith((".json", ".atom")):
        return JSONResponse({"error": words}, status_code=status)
    return html(request, "error.html", {"status": status, "words": words, "advice": advice}, status=status)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = _WORDS.get(error.status_code, error.detail)
    return _error(request, error.status_code, words if error.detail in ("", words) else error.detail)


def _away(request: Request, error: Exception) -> Response:
    return _error(request, 503, str(error), "Reload the page in a moment.")


def _refused(request: Request, error: Exception) -> Response:
    return _error(request, 400, str(error))


def _too_many(request: Request, _: Exception) -> Response:
    return _error(request, 429, "Too many wrong passwords.", f"Try again in {span(300)}.")


def _failed(request: Request, _: Exception) -> Response:
    return _error(request, 500, "Something went wrong here.", "The log of this process says what.")
