"""The web page as browsers meet it: the application under a real uvicorn, and a client that keeps cookies."""

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn

from worker.services import Services
from worker.web.app import make_app

PASSWORD = "a password of tests"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Asks one server; sends what cookies it was given."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        given = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", path, given, urlencode(form))

    def ask(self, verb: str, path: str, headers: dict[str, str], body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(verb, path, body, sent)
        answer = connection.getresponse()
        got = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        if "set-cookie" in got.headers:
            name, value = got.headers["set-cookie"].split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')
        return got

    def log_in(self, password: str = PASSWORD) -> Answer:
        return self.post("/login", {"password": password, "next": "/feeds"})

    def token(self, path: str) -> str:
        """What the forms of a page carry."""
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.get(path).text)
        assert found
        return found[1]


@contextmanager
def served(services: Services) -> Iterator[Client]:
    """The pages of a database, for as long as the block runs."""
    app, site = make_app(services)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Client(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
            site.close()
