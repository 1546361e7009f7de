"""Spans as OpenTelemetry's SDK makes and sends them; loaded only when traces are wanted (tracing.py)."""

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from worker import __version__
from worker.core.traces import Journey

MOST_LINKS = 128
"""The SDK keeps no more of them by default; each item's own trace links back to the poll."""


class _Ids(RandomIdGenerator):
    """Gives the ids that were derived for the next span, and random ones else."""

    def __init__(self) -> None:
        self.trace: int | None = None
        self.span: int | None = None

    def generate_trace_id(self) -> int:
        return super().generate_trace_id() if self.trace is None else self.trace

    def generate_span_id(self) -> int:
        return super().generate_span_id() if self.span is None else self.span


class Spans:
    """Makes spans for one process, which must be the one that made this: the SDK's thread does not outlive a fork."""

    def __init__(self) -> None:
        self._ids = _Ids()
        defaults = Resource({"service.name": "newswire", "service.version": __version__, "process.pid": os.getpid()})
        self._provider = TracerProvider(
            # what the operator has named goes before
            resource=Resource.create(defaults.merge(OTELResourceDetector().detect()).attributes),
            id_generator=self._ids,
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("newswire", __version__)

    def found(
        self, how: str, began: int, about: Mapping[str, Any], found: Sequence[Journey], *, error: str | None
    ) -> None:
        """A poll in a trace of its own, and the same as the first span of each trace that begins with it."""
        feed = self._context(self._ids.generate_trace_id(), self._ids.generate_span_id())
        roots = [self._context(*journey.ids()) for journey in found]
        for journey, root in zip(found, roots, strict=True):
            self._send(how, began, {**about, "newswire.item": journey.item_id}, at=root, links=[feed])
        told = {**about, "newswire.found": len(found)}
        self._send(f"{how} feed", began, told, at=feed, links=roots[:MOST_LINKS], error=error)

    def worked(
        self, name: str, began: int, about: Mapping[str, Any], journey: Journey, *, begins: bool, error: str | None
    ) -> None:
        """Work on an item, below the first span of its trace; or as that when it `begins` it."""
        root = self._context(*journey.ids())
        if begins:
            self._send(name, began, about, at=root, error=error)
        else:
            self._send(name, began, about, below=root, error=error)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _context(self, trace: int, span: int) -> SpanContext:
        # whether a trace is sampled hangs on its id alone, so that every process decides the same
        sampled = self._provider.sampler.should_sample(None, trace, "").decision is not Decision.DROP
        return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(int(sampled)))

    def _send(
        self,
        name: str,
        began: int,
        about: Mapping[str, Any],
        *,
        at: SpanContext | None = None,
        below: SpanContext | None = None,
        links: Sequence[SpanContext] = (),
        error: str | None = None,
    ) -> None:
        self._ids.trace, self._ids.span = (at.trace_id, at.span_id) if at else (None, None)
        try:
            span = self._tracer.start_span(
                name,
                context=set_span_in_context(NonRecordingSpan(below)) if below else None,
                kind=SpanKind.CONSUMER if below else SpanKind.PRODUCER,
                attributes=about,
                links=[Link(one) for one in links],
                start_time=began,
            )
        finally:
            self._ids.trace = self._ids.span = None
        if error:
            span.set_status(Status(StatusCode.ERROR, error))
        span.end(time.time_ns())
