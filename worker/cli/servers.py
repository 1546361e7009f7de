"""Which servers a run works with, those that the environment names or its own, and how to ask its own."""

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from worker.adapters.broker import Broker
from worker.adapters.db import Database
from worker.embedded import postgres_program
from worker.embedded.folder import keep_secret
from worker.errors import ServiceDown, UsageError
from worker.models import QUEUES
from worker.settings import Settings

DATABASE, REDIS = "NEWSWIRE_DATABASE_URL", "NEWSWIRE_REDIS_URL"


def given(data: Path) -> dict[str, str]:
    """The addresses that the environment names, by variable; without those of the servers of this very folder.

    Those are exported in a shell in which somebody has asked them, and may run again.
    """
    settings = Settings.from_env()
    named = {DATABASE: settings.database_url, REDIS: settings.redis_url}
    return {name: address for name, address in named.items() if address and address != _kept(data / name.lower())}


def _kept(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def refuse_sample(named: Mapping[str, str], data: Path) -> None:
    """Raise UsageError when the sample's feeds would be added to a system that somebody else's variables name."""
    if named:
        variables = " and ".join(map(_variable, named))
        raise UsageError(
            f"{variables} name{'s' if len(named) == 1 else ''} another system, and the sample news site would be added "
            f"to it: unset {' '.join(map(_variable, named))} for servers of its own in {data}, or say --no-sample to "
            "work on that system"
        )


def refuse_stopped(named: Mapping[str, str]) -> None:
    """Raise UsageError, with its variable, when a server that the environment names does not answer."""
    for name, address in named.items():
        try:
            _ask(name, address)
        except ServiceDown as error:
            raise UsageError(
                f"{_variable(name)}: {error}; start that server, or unset the variable for one of our own"
            ) from error


def _ask(name: str, address: str) -> None:
    if name == REDIS:
        broker = Broker(address)
        broker.depths(QUEUES)
        broker.close()
        return
    database = Database(address, application="newswire run")
    with database.transaction():
        pass
    database.close()


def _variable(name: str) -> str:
    """The variable as it is set: with the address in it, or a file that holds it."""
    return name if os.environ.get(name) else f"{name}_FILE"


def how_to_ask(started: Mapping[str, str], data: Path) -> list[str]:
    """Return the lines that tell how to get at what is stored; `started` holds the addresses of servers of our own.

    No line holds a password, for what we say ends in logs: those of our own servers go into files that only their owner
    reads, and the operator's own address is not repeated. The lines are short, so that a terminal does not break them.
    """
    own = [name for name in (DATABASE, REDIS) if name in started]
    for name in own:
        keep_secret(data / name.lower(), started[name])
    exports = "".join(f"export {name}_FILE={shlex.quote(str(data / name.lower()))}\n" for name in own)
    lines = [f"{_psql(started, data)} -xc 'table news.articles limit 3'"]
    if own:
        keep_secret(data / "env", exports)
        lines.append(f". {shlex.quote(str(data / 'env'))}   # in a shell; then newswire articles")
    return [*lines, f"log: {data / 'newswire.log'}"]


def _psql(started: Mapping[str, str], data: Path) -> str:
    """The beginning of a command that asks Postgres."""
    try:
        psql = shlex.quote(str(shutil.which("psql") or postgres_program("psql")))
    except UsageError:  # servers given, and no wheel here
        psql = "psql"
    if DATABASE not in started:
        return f'{psql} "${DATABASE}"' if os.environ.get(DATABASE) else f'{psql} "$(cat "${DATABASE}_FILE")"'
    own = urlsplit(started[DATABASE])
    keep_secret(data / "pgpass", f"{own.hostname}:{own.port}:*:{own.username}:{own.password}\n")
    address = shlex.quote(f"{own.scheme}://{own.username}@{own.hostname}:{own.port}{own.path}")
    script = f'PGPASSFILE={shlex.quote(str(data / "pgpass"))} exec {psql} {address} "$@"\n'
    keep_secret(data / "psql", script)
    return f"sh {shlex.quote(str(data / 'psql'))}"
