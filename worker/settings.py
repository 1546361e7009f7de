"""One frozen Settings, read from the environment once; nothing below this floor reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from worker import __version__
from worker.errors import UsageError

PREFIX = "NEWSWIRE_"


# Not settings of the program: where the tests look for pages and for feeds.
_OTHERS = ("NEWSWIRE_CORPUS", "NEWSWIRE_CASES")

# Each fraction is a time. So many days ago Postgres still has dates: ten times as many, meant for ever, would stop all
# retention with an error.
_LONGEST = 1_000_000


def _setting(default: Any, doc: str, *, lowest: int = 0, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"doc": doc, "lowest": lowest, "choices": choices})


def _secret(doc: str) -> Any:
    """A setting that holds a password: it stands in no repr, which ends in tracebacks and logs."""
    return field(default="", repr=False, metadata={"doc": doc, "lowest": 0, "choices": ()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Each field is read from NEWSWIRE_<FIELD> in capitals, or from the file that NEWSWIRE_<FIELD>_FILE names.

    The table in docs/configuration.md is tested against this class: names, defaults and words.
    """

    database_url: str = _secret("Postgres, as postgresql://user:password@host:port/database")
    redis_url: str = _secret("Redis or Valkey, as redis://:password@host:port/0")
    contact: str = _setting("", "web or mail address that the User-Agent gives to publishers; set it to yours")
    host_pace: float = _setting(2.0, "seconds between requests to one host, all workers together")
    fetch_timeout: float = _setting(30.0, "seconds for one request in all: name, connection, headers and body")
    max_page_bytes: int = _setting(10_000_000, "largest page or feed, decoded, in bytes")
    allow_addresses: str = _setting(
        "", "private networks that may be asked, by commas: 10.1.0.0/16 (usual ports), or 127.0.0.1:8734 (that port)"
    )
    connect_to: str = _setting("", "send every request to this ip:port; only for newswire run --corpus")
    poll_processes: int = _setting(1, "processes of the poll worker", lowest=1)
    fetch_processes: int = _setting(2, "processes of the fetch worker; each asks 40 hosts at once", lowest=1)
    clean_processes: int = _setting(0, "processes of the clean worker; 0 for one per core")
    lease_seconds: float = _setting(360.0, "how long a worker may hold a batch before others may take it")
    topics: str = _setting("", "file or folder of TOML that extends or replaces the default taxonomy")
    walls: str = _setting("", "file or folder of TOML that extends the default wall rules")
    push_url: str = _setting(
        "", "https address under which hubs reach newswire push; without it no hub is asked (WebSub)"
    )
    follow_hours: float = _setting(48.0, "hours that a fresh article's page is looked at again; 0 for never")
    page_days: float = _setting(30.0, "days that fetched pages are kept for newswire reprocess; 0 for ever")
    first_entries: int = _setting(50, "newest entries that the first poll of a feed takes; 0 for all")
    entry_max_days: float = _setting(14.0, "age in days beyond which an entry is no news; 0 for any age")
    entry_days: float = _setting(180.0, "days that what feeds said is kept after they last changed it; 0 for ever")
    change_days: float = _setting(
        30.0, "days that the change feed reaches back; slower consumers take a new copy; 0 for ever"
    )
    body_days: float = _setting(0.0, "days that texts and earlier revisions of articles are kept; 0 for ever")
    writer_password: str = _secret("password that newswire migrate gives to the role newswire_writer")
    reader_password: str = _secret("password that newswire migrate gives to the role newswire_reader")
    monitor_password: str = _secret("password that newswire migrate gives to the role newswire_monitor")
    disks: str = _setting("", "folders, by commas, of whose disks newswire metrics tells how much is free")
    web_password: str = _secret("password of the web page's login; without one it changes nothing")
    web_hosts: str = _setting(
        "", "host names under which the web page is asked for, by commas, beside 127.0.0.1 and localhost"
    )
    heartbeat_file: str = _setting(
        "", "file that a worker or the dispatcher touches while it is well, for health checks"
    )
    log_format: str = _setting(
        "auto", "json, text, or auto: text on a terminal, else json", choices=("auto", "json", "text")
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **override: Any) -> Self:
        """Read the settings; `override` wins over the environment. Raises UsageError that names the wrong value."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for one in fields(cls):
            name = PREFIX + one.name.upper()
            raw = environ.get(name)
            path = environ.get(name + "_FILE")
            if raw and path:
                raise UsageError(f"both {name} and {name}_FILE are set: leave one out")
            if path:
                raw = _read_secret(name, path)
            if raw:
                values[one.name] = _convert(name, raw, one)
        return cls(**{**values, **override})

    @property
    def user_agent(self) -> str:
        """Who we say we are: the product, and whom to write to."""
        return f"newswire/{__version__} ({'+' + self.contact if self.contact else 'news reader; no contact set'})"

    @property
    def clean_concurrency(self) -> int:
        return self.clean_processes or os.cpu_count() or 1

    def require_database(self) -> str:
        """Return the address of Postgres, or say how to set it."""
        if not self.database_url:
            raise UsageError(
                "no database: set NEWSWIRE_DATABASE_URL=postgresql://user:password@host/database, "
                "or use `newswire run`, which brings its own"
            )
        return self.database_url

    def require_redis(self) -> str:
        """Return the address of Redis, or say how to set it."""
        if not self.redis_url:
            raise UsageError(
                "no broker: set NEWSWIRE_REDIS_URL=redis://:password@host:6379/0, "
                "or use `newswire run`, which brings its own"
            )
        return self.redis_url


def unknown(environ: Mapping[str, str] | None = None) -> list[str]:
    """Return a line for each NEWSWIRE_… variable that nobody reads, with the name that was meant, if one is near."""
    names = [PREFIX + one.name.upper() for one in fields(Settings)]
    names += [name + "_FILE" for name in names]
    given = os.environ if environ is None else environ
    lines = []
    for name in sorted(name for name in given if name.startswith(PREFIX) and name not in (*names, *_OTHERS)):
        near = get_close_matches(name, names, n=1)
        lines.append(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))
    return lines


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise UsageError(f"{name}_FILE: cannot read {path}: {error.strerror}") from error


def _convert(name: str, raw: str, one: Field[Any]) -> Any:
    kind: type[Any] = type(one.default)
    lowest, choices = one.metadata["lowest"], one.metadata["choices"]
    try:
        value = kind(raw.strip())
    except ValueError as error:
        raise UsageError(f"{name}={raw!r}: expected {'a whole number' if kind is int else 'a number'}") from error
    if kind is int and value < lowest:
        raise UsageError(f"{name}={raw!r}: expected a number from {lowest} up")
    if kind is float and not lowest <= value <= _LONGEST:
        raise UsageError(f"{name}={raw!r}: expected a number from {lowest} to {_LONGEST:,}")
    if choices and value not in choices:
        raise UsageError(f"{name}={raw!r}: expected a word of {', '.join(choices)}")
    return value
