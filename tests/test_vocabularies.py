"""Closed vocabularies: a reason is a member, each member comes about, and docs and SQL list the same values."""

import ast
import os
import pickle
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from worker.errors import NewswireError, OverTime, PageRefused, UsageError
from worker.models import (
    QUEUES,
    AccessKind,
    ChangeKind,
    CounterOutcome,
    FeedState,
    Origin,
    Precision,
    PushState,
    Reason,
    State,
    Step,
    TagSource,
    TextFrom,
    WallKind,
)

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reasons.md"
DEFINITIONS = {ROOT / "worker" / "models" / name for name in ("reasons.py", "vocabulary.py")}
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text("utf-8"))
    for path in sorted(ROOT.glob("worker/**/*.py"))
    if path not in DEFINITIONS
}
VALUES = frozenset(Reason)


# ── reasons ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def given_as_reason(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts that stand where a reason belongs: given, assigned, compared with one."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="reason" | "status") | ast.Assign(targets=[ast.Name(id="reason")]):
                yield from texts(node.value)
            case ast.Compare(left=ast.Attribute(attr="reason" | "status")):
                yield from (text for side in node.comparators for text in texts(side))
            case ast.Constant(value=str(value)) if "_" in value and value in VALUES:
                yield node  # no other word of ours is spelled so, in tables too
            case _:
                pass


@pytest.mark.parametrize("path", TREES, ids=str)
def test_no_reason_is_a_literal(path: Path) -> None:
    found = {(text.lineno, text.value) for text in given_as_reason(TREES[path]) if re.fullmatch("[a-z_]+", text.value)}

    assert found == set(), "reasons are members of worker.models.Reason"


def produced(tree: ast.AST) -> Iterator[str]:
    """Members of Reason that are handed on, not only compared with."""
    asked = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Compare) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in asked and ast.unparse(node.value) == "Reason":
            yield node.attr


def test_each_reason_comes_about_somewhere() -> None:
    assert {name for tree in TREES.values() for name in produced(tree)} == set(Reason.__members__)


def test_sql_knows_no_other_reason() -> None:
    queries = "\n".join(path.read_text("utf-8") for path in ROOT.glob("sql/queries/*.sql"))
    literals = set(re.findall(r"(?:reason|last_status) = '(\w+)'", queries))

    assert literals
    assert literals <= VALUES


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_says_what_it_means_and_what_to_do_in_whole_sentences(reason: Reason) -> None:
    for sentence in (reason.meaning, reason.advice):
        assert re.fullmatch(r"[A-Z`].*[.]", sentence)
    assert reason.value == reason.name.lower()


def test_the_page_lists_every_reason() -> None:
    page = reasons_page()
    if os.environ.get("UPDATE_SCHEMA"):
        PAGE.write_text(page, "utf-8")

    assert PAGE.read_text("utf-8") == page, "run `make schema` after a change of reasons"


def reasons_page() -> str:
    lines = [
        "# Reasons",
        "",
        "Why an item ended as it did, waits, or left no article; how the last poll of a feed ended; why a command",
        "failed. `newswire why URL` tells it of one address. Printed from `worker/models/reasons.py` by `make schema`.",
        "",
        "| reason | meaning | what to do |",
        "|---|---|---|",
        *(f"| `{reason}` | {reason.meaning} | {reason.advice} |" for reason in Reason),
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "error", [PageRefused("no", reason=Reason.GONE, status=410), UsageError("no"), OverTime()], ids=repr
)
def test_an_error_goes_to_another_process_whole(error: NewswireError) -> None:
    came = pickle.loads(pickle.dumps(error))

    assert type(came) is type(error)
    assert (str(came), vars(came)) == (str(error), vars(error))


# ── other vocabularies ────────────────────────────────────────────────────────────────────────────────────────────────


def listed_as_text(tree: ast.AST) -> Iterator[str]:
    """Fields typed `str` whose note lists two values or more in quotes."""
    for kind in ast.walk(tree):
        for field, note in pairwise(kind.body if isinstance(kind, ast.ClassDef) else []):
            match field, note:
                case ast.AnnAssign(annotation=of, target=name), ast.Expr(value=ast.Constant(value=str(words))):
                    values = re.findall(r"'[\w -]*'", words)
                    if re.fullmatch(r"str( \| None)?", ast.unparse(of)) and len(values) > 1:
                        yield ast.unparse(name)
                case _:
                    pass


@pytest.mark.parametrize("path", TREES, ids=str)
def test_a_field_that_lists_its_values_is_an_enum_or_a_literal(path: Path) -> None:
    assert list(listed_as_text(TREES[path])) == []


def test_each_state_can_be_counted() -> None:
    assert set(State) <= set(CounterOutcome)


PUBLISHED_ORIGINS = (Origin.JSONLD, Origin.META, Origin.HTML, Origin.TEXT, Origin.FEED, Origin.FIRST_SEEN, Origin.URL)
STEPS_OF_ITEMS = (Step.POLL, Step.FETCH, Step.CLEAN)
CHECKED: dict[str, Iterable[str]] = {
    "newswire.feeds.state": FeedState,
    "news.articles.published_precision": Precision,
    "news.articles.access_declared": AccessKind,
    "news.article_topics.source": TagSource,
    "news.articles.published_origin": PUBLISHED_ORIGINS,
    "news.articles.wall_kind": WallKind,
    "news.articles.text_from": TextFrom,
    "news.article_revisions.text_from": TextFrom,
    "news.changes.kind": ChangeKind,
    "newswire.quarantine.step": STEPS_OF_ITEMS,
    "newswire.counters.step": STEPS_OF_ITEMS,
    "newswire.counters.outcome": CounterOutcome,
    "newswire.queue_samples.step": STEPS_OF_ITEMS,
    "newswire.costs.step": Step,
    "newswire.workers.role": ("dispatcher", *QUEUES, "push", "web"),
    "newswire.subscriptions.state": PushState,
}
"""Columns whose CHECK lists values, and whose they are."""


def test_each_check_in_sql_lists_what_python_knows(database: str) -> None:
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT concat_ws('.', n.nspname, t.relname, a.attname), pg_get_constraintdef(c.oid) FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'c' AND cardinality(c.conkey) = 1 AND n.nspname IN ('news', 'newswire')"
        ).fetchall()
        states = connection.execute("SELECT unnest(enum_range(NULL::newswire.item_state))::text").fetchall()
    lists = {column: set(re.findall(r"'([^']*)'::text", check)) for column, check in rows if "ARRAY[" in check}

    assert lists == {column: set(kind) for column, kind in CHECKED.items()}
    assert {state for (state,) in states} == set(State)
