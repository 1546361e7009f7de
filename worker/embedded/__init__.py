"""Real Postgres and Valkey from wheels, for the first run on a bare machine and for the tests; never for production.

Both run as direct children in a session of their own, so that Ctrl-C in a terminal reaches only us and we stop them in
order. When we die without stopping them, Linux stops them for us; elsewhere the next start on the same folder does.
"""

from worker.embedded.postgres import postgres_program, prepare_postgres, start_postgres
from worker.embedded.server import Server
from worker.embedded.valkey import start_valkey

__all__ = ["Server", "postgres_program", "prepare_postgres", "start_postgres", "start_valkey"]
