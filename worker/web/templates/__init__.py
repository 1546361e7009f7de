"""The templates, and what they call by name. Whatever is put into them is text unless a template says otherwise."""

import re
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from worker import __version__
from worker.core.view import words
from worker.models import Reason

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# Controls that no page needs; and those that turn the direction of writing, which would reach beyond their own text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@cache
def environment() -> Environment:
    """The templates, compiled once a process."""
    templates = Environment(
        loader=FileSystemLoader(str(resources.files("worker.web") / "templates")),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters |= {
        "span": words.span,
        "count": words.count,
        "size": words.size,
        "stamp": words.stamp,
        "told": told,
        "web": web,
        "meaning": meaning,
        "advice": advice,
    }
    templates.globals |= {"when": when, "lang": lang, "static": static, "version": __version__}
    templates.finalize = _clean
    return templates


def _clean(value: object) -> object:
    return _CONTROLS.sub("", value) if type(value) is str else value


def when(moment: datetime | None, now: datetime, *, day_only: bool = False) -> Markup:
    """How long ago, with the time itself for machines and for who points at it."""
    if moment is None:
        return Markup('<span class="none">–</span>')
    text = words.stamp(moment, day_only=True) if day_only else words.ago(moment, now)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(timespec="seconds"), words.stamp(moment, day_only=day_only), text
    )


def lang(code: str | None) -> Markup:
    """The attributes of a stranger's text: its language, where we know it, and a direction by its letters."""
    return Markup('dir="auto" lang="{}"').format(code if code and _LANGUAGE.fullmatch(code) else "")


def web(url: str | None) -> str | None:
    """An address that a browser may follow; None for javascript: and the like."""
    return url if url and url.startswith(("http://", "https://")) else None


def told(word: str | None) -> str:
    """A word of a vocabulary as it is read."""
    return (word or "").replace("_", " ").replace("-", " ")


def _reason(word: str | None) -> Reason | None:
    return next((reason for reason in Reason if reason == word), None)


def meaning(word: str | None) -> str:
    """What a reason means; the word itself when another version of us has written it."""
    reason = _reason(word)
    return reason.meaning if reason else told(word)


def advice(word: str | None) -> str:
    """What to do about a reason."""
    reason = _reason(word)
    return reason.advice if reason else ""


@cache
def static_file(name: str) -> bytes:
    """A file that browsers load beside the pages."""
    return (resources.files("worker.web") / "static" / name).read_bytes()


def static(name: str) -> str:
    """The address of such a file; another one whenever it changes, so that browsers may keep it."""
    return str(escape(f"/static/{name}?{sha256(static_file(name)).hexdigest()[:12]}"))
