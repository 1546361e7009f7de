"""A schema as text, for sql/schema.sql and to compare two databases."""

import re
import subprocess

from worker.embedded import postgres_program

# The name line of each object, the versions of server and client, and a key that is new in each dump.
_NOISE = re.compile(r"--($| )|\\(un)?restrict |SET |SELECT pg_")


def dumped(database: str) -> str:
    """What our two schemas hold, as pg_dump writes it: tables, functions, indexes, comments and grants."""
    asked = ("--schema-only", "--no-owner", "--schema=news", "--schema=newswire")
    command = [postgres_program("pg_dump"), *asked, database]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in dump.splitlines() if not _NOISE.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
