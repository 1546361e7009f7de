"""`newswire topics check`: what an editor sees, and the exit code that a pipeline sees."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from worker.cli import newswire


def test_the_default_taxonomy_is_well() -> None:
    result = CliRunner().invoke(newswire, ["topics", "check"])

    assert result.exit_code == 0, result.output
    assert "All well" in result.output


def test_a_failed_example_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        "[topic.bees]\nlabel = { en = 'Bees' }\nrules = 'bee OR bees'\nmatch = ['Wasps']\nno_match = ['Ants']\n",
        "utf-8",
    )
    monkeypatch.setenv("NEWSWIRE_TOPICS", str(own))

    result = CliRunner().invoke(newswire, ["topics", "check", "--json"])

    assert result.exit_code == 1
    (problem, *_) = json.loads(result.output)["problems"]
    assert (problem["topic"], problem["kind"]) == ("bees", "example")


def test_a_rule_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[topic.bees]\nlabel = { en = 'Bees' }\nrules = 'bee near/3 hive'\n", "utf-8")
    monkeypatch.setenv("NEWSWIRE_TOPICS", str(own))

    result = CliRunner().invoke(newswire, ["topics", "check"])

    assert result.exit_code != 0
    assert "own.toml:3:14: topic bees: near/3 is no operator" in f"{result.output} {result.exception}"
