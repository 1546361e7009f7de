"""A WebSub hub in a process of its own, after the W3C Recommendation; what it does is told it under /control.

It takes subscriptions (section 5.1) with 202, verifies the intent from another thread (5.3), denies when told (5.2),
keeps leases, fetches a topic when told that it was published, and distributes it signed (7).
Run: python -m tests.support.hub
"""

import hmac
import json
import secrets
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen


@dataclass
class Held:
    """A subscription as the hub keeps it."""

    callback: str
    topic: str
    secret: str | None
    until: float


@dataclass
class Hub:
    lease: int = 864_000
    verifies: bool = True
    refuses: int = 0
    """Status with which requests are refused; 0 for none."""
    requests: list[dict[str, str]] = field(default_factory=list)
    verified: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    """By callback."""

    def verify(self, form: dict[str, str]) -> None:
        challenge = secrets.token_urlsafe(30)
        asked = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": challenge}
        if form["hub.mode"] == "subscribe":
            asked["hub.lease_seconds"] = str(self.lease)
        status, body, kind = call(f"{form['hub.callback']}?{urlencode(asked)}")
        agrees = 200 <= status < 300 and body == challenge.encode()
        if agrees and form["hub.mode"] == "subscribe":
            self.held[form["hub.callback"]] = Held(
                form["hub.callback"], form["hub.topic"], form.get("hub.secret"), time.time() + self.lease
            )
        elif agrees:
            self.held.pop(form["hub.callback"], None)
        self.verified.append({"mode": form["hub.mode"], "status": status, "agrees": agrees, "type": kind})

    def publish(self, topic: str, *, method: str = "sha1", body: bytes | None = None, sign: str = "right") -> list[int]:
        """Distribute a topic, as it stands at its address or as `body`, to who holds a lease; give their statuses."""
        kind = "application/rss+xml"
        if body is None:
            _, body, kind = call(topic)
        statuses = []
        for one in [one for one in self.held.values() if one.topic == topic and one.until > time.time()]:
            headers = {"Content-Type": kind, "Link": f'<{topic}>; rel="self", <http://hub.invalid/>; rel="hub"'}
            key = (one.secret or "") if sign != "wrong" else "another"
            if sign != "none":
                headers["X-Hub-Signature"] = f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"
            statuses.append(call(one.callback, body, headers)[0])
        return statuses

    def deny(self, topic: str, reason: str) -> list[int]:
        gone = [one for one in self.held.values() if one.topic == topic]
        for one in gone:
            del self.held[one.callback]
        asked = urlencode({"hub.mode": "denied", "hub.topic": topic, "hub.reason": reason})
        return [call(f"{one.callback}?{asked}")[0] for one in gone]


def call(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    try:
        with urlopen(Request(url, body, headers or {}), timeout=120) as answer:
            return answer.status, answer.read(), answer.headers.get("Content-Type", "")
    except HTTPError as error:
        with error:
            return error.code, error.read(), ""


def serve(hub: Hub) -> ThreadingHTTPServer:
    verifying: list[threading.Thread] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/control":
                for one in verifying:  # whom they verified may know before they have noted it
                    one.join()
                told = json.loads(body)
                name = told.pop("do")
                if "body" in told:
                    told["body"] = told["body"].encode()
                if name == "set":
                    vars(hub).update(told)
                answer = getattr(hub, name)(**told) if name in {"publish", "deny"} else None
                self.answer(200, json.dumps({"answer": answer, **asdict(hub)}).encode())
                return
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            form = dict(parse_qsl(body.decode(), strict_parsing=True))
            hub.requests.append(form)
            if hub.refuses:
                self.answer(hub.refuses, b"not now")
                return
            self.answer(202, b"")
            if hub.verifies:
                verifying.append(threading.Thread(target=hub.verify, args=(form,)))
                verifying[-1].start()

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


if __name__ == "__main__":
    server = serve(Hub())
    print(server.server_address[1], flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()
