"""The command line in this process, as the shell would run it."""

import io
import json
import sys
from dataclasses import dataclass

import pytest

from tests.support import run_steps
from worker.cli import main


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(monkeypatch, capfdbinary):
    """Run `newswire` in this process, as the shell would."""

    def call(*arguments: object, stdin: bytes | str = b"", **environment: str) -> Said:
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "argv", ["newswire", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        for name, value in environment.items():
            monkeypatch.setenv(f"NEWSWIRE_{name}", value)
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Said(ended.value.code or 0, out.decode(), err.decode())

    return call


@pytest.fixture
def db_run(run, database, monkeypatch):
    """`newswire` with a database, in the role of our processes."""
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", run_steps.as_writer(database))
    return run
