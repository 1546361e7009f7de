"""Logging in and out, and the door before everything that changes something."""

from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from worker.core.view import sessions
from worker.web.site import COOKIE, Site, html, in_thread, site_of

_LARGEST_FORM = 10_000

Form = dict[str, str]
Act = Callable[[Site, Request, Form], str]
"""Does something; returns where to go on."""


async def read_form(request: Request) -> Form:
    """The fields of a form, each once. Raises HTTPException when it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM:
            raise HTTPException(413, "The form is too large.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def action(path: str, act: Act) -> Route:
    """A route for what takes a login: the session's cookie, and the token that its forms carry."""

    async def answer(request: Request) -> Response:
        site = site_of(request)
        if not site.may_act:
            raise HTTPException(403, "No password is set (NEWSWIRE_WEB_PASSWORD): nothing can be changed here.")
        session = site.session(request)
        form = await read_form(request)
        if session is None:
            return RedirectResponse("/login", 303)
        if not sessions.is_token(form.get("token", ""), session, site.key):
            raise HTTPException(403, "This form is of another session: reload its page.")
        return await in_thread(lambda: RedirectResponse(act(site, request, form), 303))

    return Route(path, answer, methods=["POST"])


def local(path: str) -> str:
    """A path of ours to go to; the overview for what would lead elsewhere."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if inside else "/"


def _page(request: Request) -> Response:
    return _form(request, request.query_params.get("next", "/"))


def _form(request: Request, following: str, *, wrong: bool = False) -> Response:
    context = {"following": local(following), "wrong": wrong}
    return html(request, "login.html", context, status=401 if wrong else 200)


async def _enter(request: Request) -> Response:
    site = site_of(request)
    if not site.may_act:
        raise HTTPException(403, "No password is set (NEWSWIRE_WEB_PASSWORD): nobody can log in.")
    form = await read_form(request)
    address = request.client.host if request.client else ""
    session = site.log_in(form.get("password", ""), address)
    following = form.get("next", "/")
    if session is None:
        return await in_thread(lambda: _form(request, following, wrong=True))
    answer = RedirectResponse(local(following), 303)
    answer.set_cookie(
        COOKIE,
        sessions.cookie(session, site.key),
        max_age=int(sessions.LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _leave(site: Site, request: Request, _: Form) -> str:
    site.log_out(request)
    return "/"


ROUTES = [
    Route("/login", _page, methods=["GET"]),
    Route("/login", _enter, methods=["POST"]),
    action("/logout", _leave),
]
