"""Who may act on the web page: signed sessions, tokens of their forms, and how often a password may be tried.

The key is the process's own: when it ends, so do all sessions, and nothing of the password can be found from a cookie.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

LIFETIME = timedelta(hours=12)
TRIES = 5
"""Wrong passwords from one address within WINDOW; the next are not looked at."""
WINDOW = timedelta(minutes=5)
_MOST_ADDRESSES = 1000
_MOST_TRIES = 50
"""From all addresses together."""


@dataclass(frozen=True, slots=True)
class Session:
    """One login."""

    name: str
    """Chance, in hexadecimal digits."""
    until: datetime


def cookie(session: Session, key: bytes) -> str:
    """Return a session as a signed value."""
    told = f"{session.name}.{session.until.timestamp():.0f}"
    return f"{told}.{_sign(told, key)}"


def session_of(value: str | None, key: bytes, *, now: datetime) -> Session | None:
    """Return the session of a cookie; None when it is not ours or over."""
    told, _, signature = (value or "").rpartition(".")
    if not told or not hmac.compare_digest(signature.encode(), _sign(told, key).encode()):
        return None
    name, _, until = told.partition(".")
    session = Session(name=name, until=datetime.fromtimestamp(int(until), now.tzinfo))
    return session if session.until > now else None


def token(session: Session, key: bytes) -> str:
    """Return what each form of a session carries: another site cannot know it."""
    return _sign(f"form {session.name}", key)


def is_token(value: str, session: Session, key: bytes) -> bool:
    """Whether a form carries the token of its session."""
    return hmac.compare_digest(value.encode(), token(session, key).encode())


def same_password(given: str, password: str) -> bool:
    """Compare in a time that says nothing about where they differ."""
    return bool(password) and hmac.compare_digest(sha256(given.encode()).digest(), sha256(password.encode()).digest())


def may_try(failed: Mapping[str, tuple[datetime, ...]], address: str, *, now: datetime) -> bool:
    """Whether a password from this address may be looked at after those that were wrong."""
    recent = {who: [when for when in times if now - when < WINDOW] for who, times in failed.items()}
    return len(recent.get(address, ())) < TRIES and sum(map(len, recent.values())) < _MOST_TRIES


def with_failure(
    failed: Mapping[str, tuple[datetime, ...]], address: str, *, now: datetime
) -> dict[str, tuple[datetime, ...]]:
    """Return the wrong passwords of late with one more."""
    recent = {
        who: kept for who, times in failed.items() if (kept := tuple(when for when in times if now - when < WINDOW))
    }
    recent[address] = (*recent.get(address, ()), now)
    return dict(list(recent.items())[-_MOST_ADDRESSES:])


def _sign(told: str, key: bytes) -> str:
    return hmac.new(key, told.encode(), sha256).hexdigest()
