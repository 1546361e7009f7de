"""A collector of OTLP over HTTP on loopback, which keeps what it is sent; OpenTelemetry's own classes read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ROOT = ""
"""The parent of a span that has none."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A span as it came."""

    name: str
    trace: str
    id: str
    parent: str
    links: set[tuple[str, str]]
    failed: str | None
    began: int
    ended: int
    about: dict[str, Any]
    resource: dict[str, Any]


@dataclass
class Collector:
    """What has come."""

    url: str = ""
    spans: list[Sent] = field(default_factory=list)

    def named(self, name: str) -> list[Sent]:
        return [one for one in self.spans if one.name == name]

    def of_item(self, item: int) -> list[Sent]:
        """The spans of an item, in the order in which they began."""
        return sorted((one for one in self.spans if one.about.get("newswire.item") == item), key=lambda one: one.began)


def _values(attributes) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def _read(body: bytes) -> Iterator[Sent]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            yield Sent(
                name=span.name,
                trace=span.trace_id.hex(),
                id=span.span_id.hex(),
                parent=span.parent_span_id.hex(),
                links={(link.trace_id.hex(), link.span_id.hex()) for link in span.links},
                failed=span.status.message if span.status.code == span.status.STATUS_CODE_ERROR else None,
                began=span.start_time_unix_nano,
                ended=span.end_time_unix_nano,
                about=_values(span.attributes),
                resource=_values(resource.resource.attributes),
            )


@contextmanager
def collector() -> Iterator[Collector]:
    """Run one."""
    kept = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found = self.path == "/v1/traces"
            if found:
                kept.spans.extend(_read(body))
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield kept
        server.shutdown()
        thread.join()
