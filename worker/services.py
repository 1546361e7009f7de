"""Composition root: Settings in, Services out; the only place that knows how things are made."""

import random
import tomllib
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import worker
from worker.adapters.db import Database
from worker.adapters.http import HttpClient
from worker.core.addresses import AllowedAddresses
from worker.core.agencies import Agencies, load_agencies
from worker.core.blockmodel import load_model
from worker.core.clean import Cleaner
from worker.core.cues import load_rules
from worker.core.topics import Taxonomy, compile_taxonomy
from worker.core.urls import Tracking, load_tracking
from worker.errors import UsageError
from worker.settings import Settings

RULES = Path(worker.__file__).parent / "rules"
_MODEL = RULES / "blocks.npz"


@dataclass
class Services:
    """What the steps need. Each part is made when first asked for, in the process that asks."""

    settings: Settings
    topics_known: bool = False
    """This process has seen to it that the taxonomy is in Postgres."""

    @cached_property
    def db(self) -> Database:
        return Database(self.settings.require_database())

    @cached_property
    def allowed(self) -> AllowedAddresses:
        return AllowedAddresses.parse([entry for entry in self.settings.allow_addresses.split(",") if entry.strip()])

    @cached_property
    def http(self) -> HttpClient:
        return HttpClient(
            user_agent=self.settings.user_agent,
            allowed=self.allowed,
            timeout=self.settings.fetch_timeout,
            max_bytes=self.settings.max_page_bytes,
            connect_to=_endpoint(self.settings.connect_to),
        )

    @cached_property
    def tracking(self) -> Tracking:
        return load_tracking(tomllib.loads((RULES / "tracking.toml").read_text("utf-8")))

    @cached_property
    def agencies(self) -> Agencies:
        return load_agencies(tomllib.loads((RULES / "agencies.toml").read_text("utf-8")))

    @cached_property
    def cleaner(self) -> Cleaner:
        return Cleaner(
            model=load_model(_MODEL.read_bytes() if _MODEL.exists() else b""),
            walls=load_rules({name: _toml(name, text) for name, text in self._wall_texts.items()}),
        )

    @cached_property
    def taxonomy(self) -> Taxonomy:
        return compile_taxonomy(
            {**_texts(RULES / "topics"), **_operator_texts("NEWSWIRE_TOPICS", self.settings.topics)}
        )

    @cached_property
    def version(self) -> str:
        """What made an article: the code, the wall rules and the block model."""
        digest = sha256()
        for name, text in sorted(self._wall_texts.items()):
            digest.update(f"{name}\0{text}\0".encode())
        digest.update(_MODEL.read_bytes() if _MODEL.exists() else b"")
        return f"{worker.__version__}+{digest.hexdigest()[:8]}"

    @cached_property
    def _wall_texts(self) -> dict[str, str]:
        return {**_texts(RULES / "walls"), **_operator_texts("NEWSWIRE_WALLS", self.settings.walls)}

    def prepare(self, queue: str) -> None:
        """Read what a queue's workers need before they fork: mistakes in it are told at once, and memory is shared."""
        self.settings.require_database()
        self.settings.require_redis()
        _ = (
            (self.cleaner, self.taxonomy, self.version, self.agencies)
            if queue == "clean"
            else (self.allowed, self.tracking)
        )

    def jitter(self) -> float:
        """Return chance in [-1, 1], so that what failed together does not come back together."""
        return random.uniform(-1, 1)  # noqa: S311 - nothing secret hangs on it

    def close(self) -> None:
        """Close what was opened."""
        if "db" in self.__dict__:
            self.db.close()
        if "http" in self.__dict__:
            self.http.close()


def _texts(path: Path) -> dict[str, str]:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return {file.name: file.read_text("utf-8") for file in files}


def _operator_texts(variable: str, value: str) -> dict[str, str]:
    if not value:
        return {}
    path = Path(value)
    if not path.exists():
        raise UsageError(f"{variable}={value}: no such file or folder")
    try:
        return {str(path / name) if path.is_dir() else value: text for name, text in _texts(path).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{variable}={value}: {error}") from error


def _toml(name: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: not TOML: {error}") from error


def _endpoint(value: str) -> tuple[str, int] | None:
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit():
        raise UsageError(f"NEWSWIRE_CONNECT_TO={value}: expected ip:port, for example 127.0.0.1:8734")
    return host, int(port)
