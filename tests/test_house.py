"""The house rules that a linter cannot hold: sizes, queries, settings, schema, glossary."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest

from tests.schema_dump import dumped
from worker.adapters.queries import queries
from worker.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
OURS = [
    *ROOT.glob("worker/**/*.py"),
    *ROOT.glob("worker/**/*.p[yx][xi]"),
    *ROOT.glob("tests/**/*.py"),
    *ROOT.glob("benchmarks/**/*.py"),
]
SCHEMA = ROOT / "sql" / "schema.sql"
CONFIGURATION = ROOT / "docs" / "configuration.md"


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_has_more_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted(ROOT.glob("worker/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_opens_with_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith('"""')


def test_every_module_of_the_core_has_its_test_file() -> None:
    core = ROOT / "worker" / "core"
    modules = [path.relative_to(core) for path in core.rglob("*.py") if path.name != "__init__.py"]
    lacking = [str(path) for path in modules if not (ROOT / "tests/core" / path.parent / f"test_{path.name}").exists()]

    assert lacking == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not {path.stem for path in OURS} & {"utils", "util", "helpers", "common", "misc", "base"}


def test_cost_is_told_against_other_work_never_in_seconds() -> None:
    clock = re.compile("process" + "_time|perf" + "_counter")
    timed = [path for path in ROOT.glob("tests/**/*.py") if clock.search(path.read_text("utf-8"))]

    assert [str(path.relative_to(ROOT)) for path in timed] == ["tests/support/cost.py"]


def test_every_query_is_used_and_every_used_name_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in ROOT.glob("worker/**/*.py"))
    called = set(
        re.findall(r"\.(?:rows|tuples|scalars|mapping|copy|execute|execute_many)\(\s*(?:\w+,\s*)?\"(\w+)\"", source)
    )
    called |= set(re.findall(r"queries\(\)\[\"(\w+)\"\]", source))

    assert set(queries()) == called


def test_every_query_says_what_it_is_for() -> None:
    silent = [name for name, text in queries().items() if not text.startswith(b"-- ")]

    assert silent == []


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_limit_under_a_row_lock_is_asked_once(name: str) -> None:
    """In some plans `IN (SELECT … LIMIT … FOR UPDATE)` is asked again for each row, and takes others each time."""
    text = queries()[name].decode()
    for found in re.finditer(r"LIMIT [^()]+(?:\([^()]*\)[^()]*)?FOR (?:NO KEY )?UPDATE", text):
        depth, at = 1, found.start()
        while depth and at:
            at -= 1
            depth += {")": 1, "(": -1}.get(text[at], 0)
        assert not at or re.search(r"(?:ARRAY| AS|\w =) ?$", text[:at]), text[at - 20 : at + 40]


def _long_running(tree: ast.Module) -> Iterator[str]:
    """Classes that loop until something happens, wait, or own a transaction."""
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in ast.walk(kind):
            match node:
                case ast.While():
                    yield f"{kind.name}:{node.lineno} loops"
                case ast.Call(func=ast.Attribute(attr="sleep" | "wait" | "wait_for" | "transaction" as called)):
                    yield f"{kind.name}:{node.lineno} calls {called}"
                case ast.Call(func=ast.Name(id="sleep" | "wait_for" as called)):
                    yield f"{kind.name}:{node.lineno} calls {called}"


def test_no_class_of_the_command_line_loops_waits_or_owns_a_transaction() -> None:
    """Commands parse, call and print; what runs on its own stands in runtime and delivery, where it is tested alone."""
    guilty = [
        f"{path.name}: {what}"
        for path in sorted((ROOT / "worker" / "cli").glob("*.py"))
        for what in _long_running(ast.parse(path.read_text("utf-8")))
    ]

    assert guilty == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("while True: pass", 1),
        ("time.sleep(1)", 1),
        ("wait_for(stop, 1.0)", 1),
        ("with self.db.transaction() as tx: pass", 1),
        ("for row in rows: print(row)", 0),
    ],
)
def test_a_class_that_runs_on_its_own_is_found(body: str, found: int) -> None:
    source = f"class Live:\n    def show(self):\n        {body}\n"

    assert len(list(_long_running(ast.parse(source)))) == found
    assert list(_long_running(ast.parse(body))) == []


STATEMENTS = re.compile(
    r"\"\s*((?:SELECT|INSERT INTO|UPDATE \S+ SET|DELETE FROM|WITH \w+ AS)\s"
    r"|(?:SET \w+ =|ALTER|CREATE|DROP|GRANT|LISTEN|NOTIFY)\s(?!=))"
)
# A migration may take longer than other sessions' limits; names of roles, channels and databases are no parameters.
EXCEPTIONS = {
    ("adapters/migrations.py", "SET lock_timeout = "),
    ("adapters/migrations.py", "ALTER "),
    ("adapters/db.py", "LISTEN "),
    ("embedded/postgres.py", "CREATE "),
}


def test_python_holds_no_sql() -> None:
    worker = ROOT / "worker"
    found = {
        (str(path.relative_to(worker)), statement)
        for path in worker.glob("**/*.py")
        for statement in STATEMENTS.findall(path.read_text("utf-8"))
    }

    assert found == EXCEPTIONS


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_docs_with_its_default_and_its_words(setting: Field[Any]) -> None:
    default = f"{setting.default:g}" if isinstance(setting.default, float) else str(setting.default)
    line = f"| `{PREFIX}{setting.name.upper()}` | {f'`{default}`' if default else ''} | {setting.metadata['doc']} |"

    assert line in CONFIGURATION.read_text("utf-8").splitlines()


def test_the_docs_name_no_setting_that_is_gone() -> None:
    told = ("*.md", "docs/**/*.md", "worker/rules/*.md", "sql/*.md")
    # the changelog tells of the past
    pages = [page for pattern in told for page in ROOT.glob(pattern) if page.name != "CHANGELOG.md"]
    named = {name for page in pages for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text("utf-8"))}

    assert named - {PREFIX + field.name.upper() for field in fields(Settings)} <= {"NEWSWIRE_CORPUS", "NEWSWIRE_CASES"}


def test_schema_sql_is_what_the_migrations_make(database: str) -> None:
    dump = dumped(database)
    if os.environ.get("UPDATE_SCHEMA"):
        SCHEMA.write_text(dump, "utf-8")

    assert SCHEMA.read_text("utf-8") == dump, "run `make schema` after a migration"


def test_the_core_loads_no_driver_and_no_celery() -> None:
    script = (
        "import sys, pkgutil, importlib, worker.core as core\n"
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(core.__path__, 'worker.core.')]\n"
        "print(sorted({'psycopg', 'redis', 'celery', 'kombu', 'pycurl'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout.strip() == "[]"


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine() -> None:
    # spelled in halves, or this file would be the one that it looks for
    forbidden = re.compile(
        "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npm", "/wo" + "rk/"))
    )
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True, cwd=ROOT).stdout.split(b"\0")
    files = [ROOT / name.decode() for name in listed if name]
    guilty = [path for path in files if path.is_file() and forbidden.search(path.read_text("utf-8", "replace"))]

    assert guilty == []


def test_nothing_but_ci_looks_beside_the_repository() -> None:
    """Real pages are found by NEWSWIRE_CORPUS alone: who clones this has no folder beside it."""
    beside = re.compile(r"\.\./" + "shared" + r"|parent\s*/\s*.shared")
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True, cwd=ROOT).stdout.split(b"\0")
    files = [ROOT / name.decode() for name in listed if name]
    found = [path for path in files if path.is_file() and beside.search(path.read_text("utf-8", "replace"))]

    assert [str(path.relative_to(ROOT)) for path in found] == [".ci/run"]
