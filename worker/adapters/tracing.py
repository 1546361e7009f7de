"""Traces by OTLP, when OpenTelemetry's own variables name an endpoint: one trace from poll to stored article.

Spans go out from a thread of the SDK's. When the collector is away they are dropped: no work waits for them or fails.
OpenTelemetry is loaded here alone, and only when there is an endpoint; it reads its other OTEL_… variables itself.
"""

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, Any

import structlog

from worker.adapters.db import Transaction
from worker.core.fetch.transitions import failed
from worker.core.traces import Journey, shown_address
from worker.errors import OverTime, UsageError
from worker.models import Feed, Item, Reason, Step, Transition

if TYPE_CHECKING:
    from worker.adapters.spans import Spans

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
# What ends waits so long for its last spans: a collector that does not answer would hold it up for half a minute.
CLOSE_SECONDS = 3.0

log = structlog.get_logger()


def check_tracing(environ: Mapping[str, str] | None = None) -> bool:
    """Say whether traces are wanted. Raises UsageError when they are and cannot be had."""
    environ = os.environ if environ is None else environ
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    given = {name: environ[name].strip() for name in ENDPOINTS if environ.get(name, "").strip()}
    for name, value in given.items():
        if not value.startswith(("http://", "https://")):
            raise UsageError(f"{name}={value}: expected http://host:4318 or https://…, of a collector that takes OTLP")
    if not given:
        return False
    for name in _PROTOCOLS:
        if environ.get(name, "http/protobuf").strip() not in {"", "http/protobuf"}:
            raise UsageError(f"{name}={environ[name]}: newswire sends http/protobuf only; port 4318, as a rule")
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        raise UsageError(
            f"{next(iter(given))} is set, but OpenTelemetry is not installed: "
            "pip install 'opentelemetry-sdk>=1.39' 'opentelemetry-exporter-otlp-proto-http>=1.39', or unset it"
        )
    return True


def prepare_tracing() -> None:
    """Load what traces need before the process forks. Raises UsageError when they are wanted and cannot be had."""
    if check_tracing():
        _spans().close()  # with its thread, which a fork must not copy


def _spans() -> "Spans":
    from worker.adapters.spans import Spans  # noqa: PLC0415 - half a second, for few deployments

    try:
        return Spans()
    except Exception as error:
        raise UsageError(f"OpenTelemetry does not take its OTEL_… variables: {error}") from error


class Traces:
    """What the steps say of their work. Off unless there is an endpoint; each call then returns at once."""

    def __init__(self) -> None:
        self._spans: Spans | None = None
        if check_tracing():
            self._spans = _spans()
        # when each piece of work in hand was begun, in ns; of polls that were put off an entry stays, one a feed
        self._polls: dict[int, int] = {}
        self._items: dict[int, tuple[int, Journey]] = {}

    def begin_polls(self, feed_ids: Iterable[int]) -> None:
        """Note that polls begin."""
        if self._spans:
            self._polls.update(dict.fromkeys(feed_ids, time.time_ns()))

    def begin(self, tx: Transaction, claimed: Sequence[Item]) -> None:
        """Note that work on a batch begins; it is all that this process has in hand."""
        if self._spans:
            began = time.time_ns()
            journeys = self.journeys(tx, [item.id for item in claimed])
            self._items = {one.item_id: (began, one) for one in journeys}

    def journeys(self, tx: Transaction, item_ids: Sequence[int]) -> list[Journey]:
        """Return the ways on which these items are; none when there are no traces."""
        return tx.rows(Journey, "item_journeys", {"ids": list(item_ids)}) if self._spans and item_ids else []

    def polled(self, feed: Feed, status: Reason, found: Sequence[Journey] = (), *, how: str = "poll") -> None:
        """Tell of a poll, and of the items whose ways begin with it: `how` says whether we asked or a hub pushed."""
        if not self._spans:
            return
        began = self._polls.pop(feed.id, None) or time.time_ns()
        about = {
            "newswire.feed": feed.id,
            "newswire.source": feed.source,
            "newswire.reason": status,
            "url.full": shown_address(feed.url),
        }
        bad = status not in {Reason.OK, Reason.UNCHANGED}
        try:
            self._spans.found(how, began, about, found, error=status if bad else None)
        except OverTime:
            raise
        except Exception:  # what is only told must not fail what was done
            log.warning("not_traced", exc_info=True)

    def ended(self, step: Step, transitions: Sequence[Transition], held: Collection[int]) -> None:
        """Tell how work on items ended; `held` are those that were still ours."""
        if not self._spans:
            return
        for one in transitions:
            if one.item.id not in held or one.item.id not in self._items:
                continue
            began, journey = self._items.pop(one.item.id)
            # nobody polled for it: its first attempt begins the trace
            begins = step is Step.FETCH and one.item.recheck and one.item.attempts == 1 and one.counted
            bad = one.reason if failed(one) else None
            try:
                self._spans.worked(step, began, _about(one), journey, begins=begins, error=bad)
            except OverTime:
                raise
            except Exception:  # the same
                log.warning("not_traced", exc_info=True)

    def close(self) -> None:
        """Send what is left, for a few seconds at most."""
        if self._spans:
            sending = Thread(target=self._spans.close, daemon=True)
            sending.start()
            sending.join(CLOSE_SECONDS)


def _about(one: Transition) -> dict[str, Any]:
    item = one.item
    told = {
        "newswire.item": item.id,
        "newswire.source": item.source,
        "newswire.state": one.state,
        "newswire.attempt": item.attempts,
        "server.address": item.host,
    }
    if one.reason:
        told["newswire.reason"] = one.reason
    if one.duplicate_of is not None:
        told["newswire.duplicate_of"] = one.duplicate_of
    if item.url:
        told["url.full"] = shown_address(item.url)
    return told
