"""Every error that we raise on purpose; each leaf says what becomes of the work.

NewswireError
├── UsageError           the operator's mistake: the message names the thing and the way out
├── Retry                try again later (the row keeps its place and gets a next attempt)
│   ├── FetchFailed      timeout, connection, 5xx, 429
│   ├── OverTime         a task ran into its soft time limit
│   └── ServiceDown      Postgres or Redis does not answer
├── Skip                 will never become an article: ends as `skipped` with a reason
│   ├── PageRefused      robots.txt, 401/403/404/410, a forbidden address, not a page
│   └── NothingToStore   nothing left after cleaning
└── Quarantine           we cannot handle it: kept with its error until somebody looks
    └── BadInput         malformed beyond what the parsers forgive
"""


class NewswireError(Exception):
    """Base of all our errors. `reason` is a constant word for counting; the message is for people."""

    reason = "error"

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        super().__init__(message or self.__doc__ or "")
        if reason is not None:
            self.reason = reason


class UsageError(NewswireError):
    """What the operator asked for cannot be done."""

    reason = "usage"


class Retry(NewswireError):
    """It may work later."""

    reason = "retry"

    def __init__(self, message: str = "", *, reason: str | None = None, after: float | None = None) -> None:
        super().__init__(message, reason=reason)
        self.after = after
        """Seconds that the other side asked us to wait, if it did."""


class FetchFailed(Retry):
    """The server did not answer, or asked us to come back."""

    reason = "fetch_failed"

    def __init__(
        self, message: str = "", *, reason: str | None = None, after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, reason=reason, after=after)
        self.status = status
        """The HTTP status, when a server answered."""


class OverTime(Retry):
    """The task ran into its time limit while it worked on this."""

    reason = "time_limit"


class ServiceDown(Retry):
    """Postgres or Redis does not answer."""

    reason = "service_down"


SERVICE_ERRORS = (ServiceDown, UsageError)
"""What says nothing about the work in hand: our servers are away, or not set up for this version of us."""


class Skip(NewswireError):
    """It will never become an article."""

    reason = "skipped"


class PageRefused(Skip):
    """The page is not for us: robots.txt, status, address or type."""

    reason = "refused"

    def __init__(self, message: str = "", *, reason: str | None = None, status: int | None = None) -> None:
        super().__init__(message, reason=reason)
        self.status = status
        """The HTTP status, when it was the server that refused."""


class NothingToStore(Skip):
    """Nothing is left of the page after cleaning."""

    reason = "empty"


class Quarantine(NewswireError):
    """Kept with its error until somebody looks."""

    reason = "quarantined"


class BadInput(Quarantine):
    """Malformed beyond what the parsers forgive."""

    reason = "bad_input"
