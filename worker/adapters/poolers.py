"""A pooler between us and Postgres: what cannot work behind it is refused at once, in a sentence with the way out.

Claims, the dispatcher's lock and a consumer's live as long as a session of Postgres. A pooler that hands one session to
many clients (pool_mode transaction or statement) breaks all of them; one that keeps a session for a client does not.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from worker.adapters.queries import queries
from worker.errors import UsageError

_REFUSED = "unsupported startup parameter"
_NO_TRANSACTIONS = "transaction blocks not allowed"
_WAY_OUT = (
    "NEWSWIRE_DATABASE_URL must lead to Postgres itself, or to a pooler with pool_mode = session and "
    "ignore_startup_parameters = options (PgBouncer)"
)
# A pooler may by chance give us the session that we had before; then the next try tells.
_TRIES = 3


def refused_at_start(error: Exception) -> UsageError | None:
    """Return the error of a pooler that does not take our settings; None when it is another one."""
    if _REFUSED not in str(error):
        return None
    said = str(error)[str(error).index(_REFUSED) :].strip().split("\n", 1)[0]
    return UsageError(f"a pooler stands before Postgres and refuses our settings ({said}): {_WAY_OUT}")


def check(
    connection: psycopg.Connection[Any], limits: Mapping[str, str], another: Callable[[], psycopg.Connection[Any]]
) -> None:
    """Refuse a pooler that parts us from our session; set what one that keeps it was told to ignore.

    `another` opens a second connection to the same place. Raises UsageError.
    """
    if _backend(connection) == connection.info.backend_pid:
        return  # nobody in between
    for _ in range(_TRIES):
        _refuse_shared(connection, another)
    if limits:
        connection.execute(queries()["limit_session"], {"names": list(limits), "values": list(limits.values())})


def _refuse_shared(connection: psycopg.Connection[Any], another: Callable[[], psycopg.Connection[Any]]) -> None:
    """A shared session is free between two statements: the other connection gets it, and ours is given another."""
    word = secrets.token_hex(8)
    connection.execute(queries()["remember_for_session"], {"word": word})
    try:
        with another() as other, other.transaction():
            taken = other.execute(queries()["remembered_for_session"]).fetchone()
            kept = connection.execute(queries()["remembered_for_session"]).fetchone()
    except psycopg.OperationalError as error:
        if _NO_TRANSACTIONS not in str(error):
            raise
        taken = kept = None
    if taken == (word,) or kept != (word,):
        raise UsageError(f"a pooler stands before Postgres and shares its sessions between clients: {_WAY_OUT}")


def _backend(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(queries()["backend"]).fetchone()
    assert row is not None
    return int(row[0])
