"""Backup, restore and move as docs/operations.md has them: onto a server that has never heard of us, and all works."""

import re
import shutil
import subprocess
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.schema_dump import dumped
from tests.support.builders import cleaned, draft, item
from tests.support.database import query
from worker.adapters import articles, changes, consumers
from worker.adapters.db import Database
from worker.adapters.migrations import migrate
from worker.embedded import Server, postgres_program, start_postgres
from worker.models import Action, Tag, Verdict

pytestmark = pytest.mark.e2e
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
NUMBERS = count()
NO_BRACKETS = str.maketrans("", "", "()")
PASSWORDS = {"WRITER_PASSWORD": "w", "READER_PASSWORD": "r"}


@pytest.fixture
def servers(postgres_cluster, servers_folder):
    """A server with a database, and one that is empty."""
    folder = servers_folder / f"backup_{next(NUMBERS)}"
    folder.mkdir()
    folder.chmod(0o711)
    old = shutil.copytree(postgres_cluster, folder / "old")
    with (
        start_postgres(old, durable=False) as source,
        start_postgres(folder / "new", durable=False) as fresh,
    ):
        yield source, fresh


def as_role(server: Server, role: str, password: str) -> str:
    return f"postgresql://{role}:{password}@{server.url.partition('@')[2]}"


def store(url: str, number: int, *topics: str) -> None:
    one = cleaned(item(id=number, url=f"https://site.example/{number}"), draft(title=f"Piece {number}"),
                  tags=tuple(Tag(topic=topic, source="rule", score=1.0, evidence=()) for topic in topics))  # fmt: skip
    db = Database(url)
    with db.transaction() as tx:
        created = Verdict(action=Action.CREATE, article_id=number)
        articles.save(tx, [(one, created)], version="1", taxonomy_version="1")
    with db.transaction() as tx:
        changes.publish(tx)
    db.close()


def program_line(name: str) -> list[str]:
    """The arguments of a program in the page, without where it runs and what the shell does with its output."""
    (line,) = re.findall(rf"exec -T postgres ({name} [^<>`\n]*)", PAGE.read_text("utf-8"))
    program, *arguments = line.split()
    return [str(postgres_program(program)), *arguments]


def at(server: Server) -> dict[str, str]:
    _, _, rest = server.url.partition("://")
    password = rest.partition("@")[0].partition(":")[2]
    return {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": password}


def filled(run, source: Server) -> dict[str, consumers.Login]:
    assert run("migrate", DATABASE_URL=source.url, **PASSWORDS).code == 0
    query(
        source.url,
        "INSERT INTO news.topics (slug, label, description, taxonomy_version) VALUES ('storm', '{}', '', '1')",
    )
    made = {}
    for name, *topic in (("all",), ("some", "--topic", "storm")):
        said = run("consumers", "add", name, *topic, "--json", DATABASE_URL=source.url).json
        made[name] = consumers.Login(role=said["role"], password=said["password"])
    for number, *topics in ((1, "storm"), (2,), (3, "storm")):
        store(as_role(source, "newswire_writer", "w"), number, *topics)
    with psycopg.connect(as_role(source, made["all"].role, made["all"].password)) as reader:
        reader.execute("SELECT news.acknowledge('all', 2)")
    return made


def test_a_dump_goes_onto_a_fresh_server_and_everything_works(run, servers, tmp_path):
    source, fresh = servers
    made = filled(run, source)
    dump = tmp_path / "newswire.dump"
    with dump.open("wb") as out:
        subprocess.run(program_line("pg_dump"), stdout=out, env=at(source), check=True)

    assert run("migrate", "--roles", DATABASE_URL=fresh.url, WRITER_PASSWORD="", READER_PASSWORD="").code == 0
    with dump.open("rb") as took:
        done = subprocess.run(program_line("pg_restore"), stdin=took, env=at(fresh), capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert run("migrate", DATABASE_URL=fresh.url, **PASSWORDS).code == 0

    # Postgres nests the terms of a condition in fewer brackets once it has read its own dump
    assert dumped(fresh.url).translate(NO_BRACKETS) == dumped(source.url).translate(NO_BRACKETS)
    store(as_role(fresh, "newswire_writer", "w"), 4, "storm")
    with psycopg.connect(as_role(fresh, "newswire_reader", "r")) as reader:
        assert reader.execute("SELECT count(*) FROM news.articles").fetchone() == (4,)
        for refused in ("CREATE TEMPORARY TABLE t ()", "SELECT lo_create(0)", "SELECT pg_advisory_lock(1)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), reader.transaction():
                reader.execute(refused)
    with psycopg.connect(as_role(fresh, made["all"].role, made["all"].password)) as reader:
        assert reader.execute("SELECT article_id FROM news.read_changes('all')").fetchall() == [(3,), (4,)]
    with psycopg.connect(as_role(fresh, made["some"].role, made["some"].password)) as reader:
        assert reader.execute("SELECT id FROM news.articles ORDER BY id").fetchall() == [(1,), (3,), (4,)]
        limit = "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user"
        assert reader.execute(limit).fetchone() == (20,)


def test_a_restore_without_roles_is_made_good_by_migrate_or_told(run, servers, tmp_path):
    source, fresh = servers
    filled(run, source)
    dump = tmp_path / "newswire.dump"
    with dump.open("wb") as out:
        subprocess.run(program_line("pg_dump"), stdout=out, env=at(source), check=True)
    careless = [argument for argument in program_line("pg_restore") if argument != "--exit-on-error"]
    with dump.open("rb") as took:
        assert subprocess.run(careless, stdin=took, env=at(fresh), capture_output=True, check=False).returncode
    said = run("migrate", DATABASE_URL=fresh.url, **PASSWORDS)
    assert said.code == 2
    assert "restore it again into an empty database, after `newswire migrate --roles`" in said.err
    query(fresh.url, "DELETE FROM news.consumers WHERE topics IS NOT NULL")
    assert run("migrate", DATABASE_URL=fresh.url, **PASSWORDS).code == 0
    store(as_role(fresh, "newswire_writer", "w"), 4)
    with psycopg.connect(as_role(fresh, "newswire_reader", "r")) as reader:
        assert reader.execute("SELECT count(*) FROM news.articles").fetchone() == (4,)


def test_a_database_that_is_not_whole_is_not_told_to_migrate(run, servers):
    source, _ = servers
    migrate(source.url)
    query(source.url, "DROP TABLE news.changes CASCADE")
    said = run("migrate", DATABASE_URL=source.url)
    assert said.code == 2
    assert "not all that they made" in said.err
