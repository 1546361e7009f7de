"""Composition root: Settings in, Services out; the only place that knows how things are made."""

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import InitVar, dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import structlog

import worker
from worker.adapters.db import Database
from worker.adapters.rule_files import RuleFiles
from worker.adapters.tracing import Traces, prepare_tracing
from worker.core.fetch.addresses import AllowedAddresses
from worker.core.fetch.recheck import plan_rechecks
from worker.errors import UsageError
from worker.models import Transition
from worker.settings import Settings

if TYPE_CHECKING:
    from worker.adapters.http import HttpClient
    from worker.core.clean import Cleaner
    from worker.core.dedupe.agencies import Agencies
    from worker.core.topics.tag import Taxonomy
    from worker.core.urls import Tracking

RULES = Path(worker.__file__).parent / "rules"
_MODEL = RULES / "blocks.npz"
_WORDING = RULES / "wording.npz"

log = structlog.get_logger()


class Parts(TypedDict, total=False):
    """Services made elsewhere: shared by many processes of a benchmark, or replaced in a test."""

    tracking: "Tracking"
    agencies: "Agencies"
    wall_files: RuleFiles
    topic_files: RuleFiles
    cleaner: "Cleaner"
    taxonomy: "Taxonomy"


@dataclass
class Services:
    """Everything that the steps need. Each part is loaded and made when it is first used, in the process that uses it.

    Most commands need the database alone, and all the code of cleaning takes .4 s of CPU to load.
    """

    settings: Settings
    given: InitVar[Parts | None] = None
    """Parts to take as they are."""
    stopping: Callable[[], bool] = lambda: False
    """Whether this process was told to end: then a batch in hand is given back, not finished."""
    _topics_known: bool = False

    def __post_init__(self, given: Parts | None) -> None:
        vars(self).update(given or {})  # where cached_property keeps what it has made

    @cached_property
    def db(self) -> Database:
        return Database(self.settings.require_database())

    @cached_property
    def allowed(self) -> AllowedAddresses:
        return AllowedAddresses.parse([entry for entry in self.settings.allow_addresses.split(",") if entry.strip()])

    @cached_property
    def http(self) -> "HttpClient":
        from worker.adapters.http import HttpClient

        return HttpClient(
            user_agent=self.settings.user_agent,
            allowed=self.allowed,
            timeout=self.settings.fetch_timeout,
            max_bytes=self.settings.max_page_bytes,
            connect_to=_endpoint(self.settings.connect_to),
        )

    @cached_property
    def traces(self) -> Traces:
        return Traces()

    @cached_property
    def tracking(self) -> "Tracking":
        from worker.core.urls import load_tracking

        return load_tracking(tomllib.loads((RULES / "tracking.toml").read_text("utf-8")))

    @cached_property
    def agencies(self) -> "Agencies":
        from worker.core.dedupe.agencies import load_agencies

        return load_agencies(tomllib.loads((RULES / "agencies.toml").read_text("utf-8")))

    @cached_property
    def wall_files(self) -> RuleFiles:
        return RuleFiles(RULES / "walls", variable="NEWSWIRE_WALLS", override=self.settings.walls)

    @cached_property
    def topic_files(self) -> RuleFiles:
        return RuleFiles(RULES / "topics", variable="NEWSWIRE_TOPICS", override=self.settings.topics)

    @cached_property
    def cleaner(self) -> "Cleaner":
        from worker.core.clean import Cleaner
        from worker.core.extract.classifier import load_model
        from worker.core.substitute.rules import load_substitutes
        from worker.core.walls.cues import load_rules
        from worker.core.walls.wording import load_wording

        texts = self.wall_files.texts()
        model, wording = _MODEL.read_bytes(), _WORDING.read_bytes()
        substitutes = (RULES / "substitutes.toml").read_text("utf-8")
        digest = sha256(model + wording)
        digest.update(substitutes.encode())
        for name, text in sorted(texts.items()):
            digest.update(f"{name}\0{text}\0".encode())
        return Cleaner(
            model=load_model(model),
            walls=load_rules({name: _toml(name, text) for name, text in texts.items()}, load_wording(wording)),
            substitutes=load_substitutes(_toml("substitutes.toml", substitutes)),
            version=f"{worker.__version__}+{digest.hexdigest()[:8]}",
        )

    @cached_property
    def taxonomy(self) -> "Taxonomy":
        from worker.core.topics.tag import compile_taxonomy

        return compile_taxonomy(self.topic_files.texts())

    def refresh(self) -> None:
        """Load the rule files that an editor has changed: those of the walls and those of the topics, each as a whole.

        When there is a mistake in them it is logged and the old rules stay in use. When there are no old ones, the
        mistake is raised to whoever needs the rules next.
        """
        for name, files in (("cleaner", self.wall_files), ("taxonomy", self.topic_files)):
            if not files.changed():
                continue
            before = self.__dict__.pop(name, None)
            try:
                getattr(self, name)
                self._topics_known = False
                log.info("rules_changed", rules=name)
            except UsageError as error:
                log.warning("rules_rejected", rules=name, error=str(error))
            finally:
                if name not in self.__dict__ and before is not None:
                    self.__dict__[name] = before

    def ensure_topics(self) -> None:
        """Write the present topics to Postgres, which tags refer to: once in each process, and after each change."""
        if not self._topics_known:
            from worker.adapters import topics

            with self.db.transaction() as tx:
                topics.sync(tx, list(self.taxonomy.topics.values()), version=self.taxonomy.version)
            self._topics_known = True

    def plan_rechecks(
        self, transitions: Sequence[Transition], published: Mapping[int, datetime] | None = None
    ) -> list[Transition]:
        """Return the transitions with the next recheck of each page; `published` says when, by id of the item."""
        follow = self.settings.follow_hours * 3600
        return plan_rechecks(
            transitions, follow=follow, jitter=self.jitter(), now=datetime.now(UTC), published=published or {}
        )

    def prepare(self, queue: str) -> None:
        """Load what the workers of a queue need, before the process forks.

        So a mistake in it ends the command at once instead of each worker in turn, and all of them share the memory.
        """
        self.settings.require_database()
        self.settings.require_redis()
        prepare_tracing()
        if queue == "clean":
            self.load_rules()
        else:
            _ = self.allowed, self.tracking

    def load_rules(self) -> None:
        """Load the rules and models that cleaning needs; a second time it costs nothing. Leaves no thread behind."""
        from worker.core.text.language import detect

        with ThreadPoolExecutor(1) as beside:  # the language model is half a second of unpacking
            language = beside.submit(detect, "This loads the language model, so that it is shared too.", None)
            _ = self.cleaner, self.taxonomy, self.agencies, self.tracking
        language.result()

    def jitter(self) -> float:
        """Return chance in [-1, 1], so that what failed together does not come back together."""
        return random.uniform(-1, 1)  # noqa: S311 - nothing secret hangs on it

    def close(self) -> None:
        """Close what was opened."""
        if "db" in self.__dict__:
            self.db.close()
        if "http" in self.__dict__:
            self.http.close()
        if "traces" in self.__dict__:
            self.__dict__.pop("traces").close()


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
