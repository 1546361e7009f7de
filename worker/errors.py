"""Every error that we raise on purpose; each leaf says what becomes of the work.

NewswireError
├── UsageError           the operator's mistake: the message names the thing and the way out
├── Retry                try again later (the row keeps its place and gets a next attempt)
│   ├── FetchFailed      timeout, connection, 5xx, 429
│   ├── NoArticle        a challenge, an error page, the front page came in its place, with status 200
│   ├── OverTime         a task ran into its soft time limit
│   └── ServiceDown      Postgres or Redis does not answer
├── Skip                 will never become an article: ends as `skipped` with a reason
│   ├── PageRefused      robots.txt, 401/403/404/410, a forbidden address, not a page
│   └── NothingToStore   nothing left after cleaning
└── Quarantine           we cannot handle it: kept with its error until somebody looks
    └── BadInput         malformed beyond what the parsers forgive
"""

from typing import Any

from worker.models.reasons import Reason


class NewswireError(Exception):
    """Base of all our errors. The reason is for counting; the message is for people."""

    def __init__(self, message: str = "", *, reason: Reason) -> None:
        super().__init__(message or self.__doc__ or "")
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        """Python would make it anew from the message alone; Celery hands the error of a task to its main process."""
        return _anew, (type(self), self.args), self.__dict__


def _anew(kind: type[NewswireError], arguments: tuple[Any, ...]) -> NewswireError:
    return kind.__new__(kind, *arguments)


class UsageError(NewswireError):
    """What the operator asked for cannot be done."""

    def __init__(self, message: str = "", *, reason: Reason = Reason.USAGE) -> None:
        super().__init__(message, reason=reason)


class Retry(NewswireError):
    """It may work later."""

    def __init__(self, message: str = "", *, reason: Reason, after: float | None = None) -> None:
        super().__init__(message, reason=reason)
        self.after = after
        """Seconds that the other side asked us to wait, if it did."""


class FetchFailed(Retry):
    """The server did not answer, or asked us to come back."""

    def __init__(
        self, message: str = "", *, reason: Reason, after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, reason=reason, after=after)
        self.status = status
        """The HTTP status, when a server answered."""


class NoArticle(Retry):
    """What came in place of an article is none, though its status says that all is well."""


class OverTime(Retry):
    """The task ran into its time limit while it worked on this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, reason=Reason.TIME_LIMIT)


class ServiceDown(Retry):
    """Postgres or Redis does not answer."""


SERVICE_ERRORS = (ServiceDown, UsageError)
"""What says nothing about the work in hand: our servers are away, or not set up for this version of us."""


class Skip(NewswireError):
    """It will never become an article."""


class PageRefused(Skip):
    """The page is not for us: robots.txt, status, address or type."""

    def __init__(self, message: str = "", *, reason: Reason, status: int | None = None) -> None:
        super().__init__(message, reason=reason)
        self.status = status
        """The HTTP status, when it was the server that refused."""


class NothingToStore(Skip):
    """Nothing is left of the page after cleaning."""


class Quarantine(NewswireError):
    """Kept with its error until somebody looks."""


class BadInput(Quarantine):
    """Malformed beyond what the parsers forgive."""
