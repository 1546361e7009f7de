"""What the pages say is true of the code: links, files, states with the queries that write them, and the glossary."""

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import worker
from worker.adapters.queries import queries
from worker.cli import newswire
from worker.models import State

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def _prose(page: Path) -> str:
    """A page without its code blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and GitLab spell them."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and anchor not in _anchors(target)):
            broken.append(link)

    assert broken == []


@each_page
def test_files_named_in_pages_exist(page: Path) -> None:
    """A path is meant from the root, from the page's folder, or from `worker`, as tables of the code's rooms are."""
    if page.name == "CHANGELOG.md":  # tells of what was
        return
    named = re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|sql|toml|md|sh|json|yml|npz))`", _prose(page))
    named += re.findall(r"`((?:worker|tests|sql|docs|deploy|benchmarks|findings)/[\w/-]*)`", _prose(page))

    assert [
        path for path in named if not any((folder / path).exists() for folder in (ROOT, page.parent, ROOT / "worker"))
    ] == []


@each_page
def test_verbs_of_make_named_in_pages_exist(page: Path) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))

    assert named - verbs == set()


@each_page
def test_commands_named_in_pages_exist(page: Path) -> None:
    named = set(re.findall(r"(?:`|bin/|^)newswire ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))

    assert named - set(newswire.commands) == set()


def test_modules_named_in_the_map_of_the_code_exist() -> None:
    named = re.findall(r"\b(?:core|adapters|steps|delivery|runtime)(?:\.\w+)+", worker.__doc__ or "")

    assert len(named) > 10
    assert [name for name in named if not (ROOT / "worker" / name.replace(".", "/")).with_suffix(".py").is_file()] == []


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)\s#:]+)", _prose(page))
        waiting += [(page.parent / link).resolve() for link in links]

    assert [page for page in PAGES if page not in reached] == []


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _section(heading: str) -> str:
    return ARCHITECTURE.split(f"\n### {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]


def _arrows(heading: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^ +(\S+) --> (\S+?):", _section(heading), re.MULTILINE))


def _rows(heading: str) -> Iterator[list[str]]:
    for line in re.findall(r"^\| (.+) \|$", _section(heading), re.MULTILINE)[1:]:
        yield [cell.strip() for cell in line.split(" | ")]


def _changes(heading: str, states: set[str]) -> set[tuple[str, str]]:
    """The arrows that the table tells of: 'a → b', 'a, b → c' and 'any → c', with 'new' for the beginning."""
    told = set()
    for change, *_ in _rows(heading):
        for sources, target in re.findall(r"((?:\w+, )*\w+) → (\w+)", change):
            before = states - {target} if sources == "any" else set(re.sub(r"\bnew\b", "[*]", sources).split(", "))
            told |= set(product(before, [target]))
    return told


def _feed_states() -> set[str]:
    schema = (ROOT / "sql" / "schema.sql").read_text("utf-8")
    table = schema[schema.index("CREATE TABLE newswire.feeds ") :]
    check = re.search(r"CHECK \(\(state = ANY \(ARRAY\[(.+?)\]\)\)\)", table)
    assert check
    return set(re.findall(r"'(\w+)'", check[1]))


@pytest.mark.parametrize(("heading", "states"), [("Item", set(State)), ("Feed", _feed_states())])
def test_the_diagram_has_every_state_and_each_arrow_its_row(heading: str, states: set[str]) -> None:
    states = {str(state) for state in states}
    arrows = _arrows(heading)

    assert {state for arrow in arrows for state in arrow} - {"[*]"} == states
    assert arrows == _changes(heading, states)


@pytest.mark.parametrize("heading", ["Feed", "Item", "Article"])
def test_each_query_named_with_a_change_exists(heading: str) -> None:
    named = {name for row in _rows(heading) for name in re.findall(r"`(\w+)`", row[3])}

    assert named
    assert named - set(queries()) == set()


def test_each_query_that_writes_a_state_is_told_of() -> None:
    told = {name for heading in ("Feed", "Item", "Article") for name in re.findall(r"`(\w+)`", _section(heading))}
    writes = re.compile(
        r"INSERT INTO newswire\.(?:items|feeds)\b|UPDATE newswire\.(?:items|feeds)\b[^;]*?\bstate ="
        r"|COPY news\.articles\b|UPDATE news\.articles\b[^;]*?\b(?:revision|withdrawn_at|body_deleted_at) ="
    )
    bare = {name: re.sub(r"--.*", "", text.decode()) for name, text in queries().items()}
    # what stands after WHERE is asked, not written, to the end of its own parenthesis
    asked = re.compile(r"\bWHERE\b(?:[^();]|\((?:[^();]|\((?:[^();]|\((?:[^();]|\([^();]*\))*\))*\))*\))*")
    writers = {name for name, text in bare.items() if writes.search(asked.sub("", text))}

    assert writers - told == set()


# ── the glossary ─────────────────────────────────────────────────────────────────────────────────────────────────────


# asyncio calls it by this name
_OF_LIBRARIES = {"connection_made"}


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name: unring_items, unringItems and UnringItems are (unring, items)."""
    return tuple(part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name))


def _defined(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a module defines, with their lines; names that libraries gave are not ours to choose."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno


def _left_words() -> dict[str, str]:
    """The words that we no longer use, with the term to use."""
    left = {}
    for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3:
            left |= dict.fromkeys(re.findall(r"`([^`]+)`", cells[2]), cells[0])
    return left


def uses(name: str, word: str) -> bool:
    """Say whether a name is or has a word of the third column."""
    if word.endswith(".py"):
        return False
    if word[0].isupper():
        return name == word
    parts, wanted = _parts(name), tuple(word.split("_"))
    return any(parts[start : start + len(wanted)] == wanted for start in range(len(parts)))


@pytest.mark.parametrize(
    ("name", "word", "used"),
    [
        ("bell", "bell", True),
        ("BELL_SECONDS", "bell", True),
        ("lastBell", "bell", True),
        ("HTTPBell", "bell", True),
        ("label", "bell", False),
        ("doorbell", "bell", False),
        ("string", "ring", False),
        ("_put_away_all", "put_away", True),
        ("put", "put_away", False),
        ("Found", "Found", True),
        ("found", "Found", False),
        ("FoundFeed", "Found", False),
        ("dom", "dom.py", False),
    ],
)
def test_a_word_is_found_in_names_and_only_whole(name: str, word: str, used: bool) -> None:
    assert uses(name, word) is used


def _named(path: Path) -> Iterator[tuple[str, int]]:
    """Every name of `worker`; of tests and benchmarks those of functions and types: their locals are free."""
    tree = ast.parse(path.read_text("utf-8"))
    if path.is_relative_to(ROOT / "worker"):
        yield from _defined(tree)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
            "test_"
        ):
            yield node.name, node.lineno


def test_no_name_has_a_word_that_the_glossary_has_left() -> None:
    left = _left_words()
    modules = sorted(path for folder in ("worker", "tests", "benchmarks") for path in ROOT.glob(f"{folder}/**/*.py"))
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: not `{word}` but {term}"
        for path in modules
        for name, line in _named(path)
        for word, term in left.items()
        if uses(name, word) and name not in _OF_LIBRARIES
    ]
    found += [f"query {name}: not `{word}` but {left[word]}" for name in queries() for word in left if uses(name, word)]
    found += [f"{path}: not `{path.name}` but {left[path.name]}" for path in modules if path.name in left]

    assert len(left) > 40
    assert found == []
