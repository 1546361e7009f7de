"""What comments and docstrings name in backticks is there: files, functions, columns, words of the rules."""

import ast
import builtins
import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import worker

ROOT = Path(__file__).parent.parent
WORKER = ROOT / "worker"
FILES = sorted(WORKER.rglob("*.py"))
NAMED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FILE = re.compile(r"[\w./-]*\w\.(?:py|toml|npz|sql|md)")


def _prose(path: Path) -> Iterator[str]:
    """The comments and docstrings of a module."""
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


@cache
def _words() -> frozenset[str]:
    """Every name of our code, every word of its texts (tags, keys, languages), of its SQL and of its rules."""
    words: set[str] = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for name in ("id", "attr", "arg", "name", "module", "asname"):
                words.update(re.findall(r"\w+", getattr(node, name, None) or ""))
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
                    words.update(re.findall(r"\w+", child.value))
    for page in ROOT.glob("sql/**/*.sql"):
        words.update(re.findall(r"\w+", page.read_text("utf-8")))
    for page in WORKER.glob("rules/**/*.toml"):
        words.update(re.findall(r"\b[a-z]+\b", page.read_text("utf-8")))
    return frozenset(words)


@cache
def _relations() -> frozenset[str]:
    """The tables, views and functions of the schema, with the names of their schemas."""
    schema = (ROOT / "sql" / "schema.sql").read_text("utf-8")
    return frozenset(re.findall(r"CREATE (?:TABLE|VIEW|FUNCTION|SEQUENCE) (\w+\.\w+)", schema))


def _leads_somewhere(name: str, path: Path) -> bool:
    """Whether a dotted name is a module of ours, or something in one, in this one, or in Python."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        for known in FILES:
            module = known.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__")
            if f"/{module}".endswith(f"/{'/'.join(parts[:end])}") and _has(_imported(module), parts[end:]):
                return True
    return _has(_imported(path.relative_to(ROOT).with_suffix("").as_posix()), parts) or _has(builtins, parts)


def _imported(module: str) -> object:
    return importlib.import_module(module.replace("/", "."))


def _has(thing: object, names: list[str]) -> bool:
    for name in names:
        if not hasattr(thing, name) and name not in getattr(thing, "__annotations__", {}):
            return False
        thing = getattr(thing, name, None)
    return True


def stale(told: str, path: Path) -> bool:
    """Say whether what stands in backticks names something that is not there; commands and examples name nothing."""
    if FILE.fullmatch(told):
        folders = (ROOT, WORKER, path.parent)
        return not any((folder / told).exists() for folder in folders) and not any(WORKER.glob(f"rules/*/{told}"))
    if re.fullmatch(r"[A-Za-z_]\w*", told):
        return told not in _words()
    if re.fullmatch(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", told):
        return told not in _relations() and not _leads_somewhere(told, path)
    return False


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ("core/walls/cut.py", False),
        ("core/walls/trim.py", True),
        ("rules/blocks.npz", False),
        ("families.toml", False),
        ("Block", False),
        ("Trimmed", True),
        ("core.feeds.changes.decide_entries", False),
        ("core.decide.key_of", True),
        ("core.feeds.changes.gone", True),
        ("core.feeds.changes", False),
        ("items.finish", False),
        ("items.finished", True),
        ("newswire.items", False),
        ("newswire.bells", True),
        ("str.translate", False),
        ("content:encoded", False),
        ("newswire clean --explain", False),
    ],
)
def test_a_name_that_leads_nowhere_is_found(told: str, *, gone: bool) -> None:
    assert stale(told, WORKER / "services.py") is gone


def test_what_comments_name_is_there() -> None:
    named = [(path, told) for path in FILES for text in _prose(path) for told in NAMED.findall(text)]

    assert len(named) > 50
    assert [f"{path.relative_to(ROOT)}: `{told}`" for path, told in named if stale(told, path)] == []


def test_every_rule_file_stands_in_the_page_of_the_rules() -> None:
    told = set(re.findall(r"^\| `([\w./]+)` \|", (WORKER / "rules" / "README.md").read_text("utf-8"), re.MULTILINE))
    there = {
        f"{path.name}/" if path.is_dir() else path.name for path in (Path(worker.__file__).parent / "rules").iterdir()
    }

    assert {name for name in there if not name.endswith(".md")} == told
