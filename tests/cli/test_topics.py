"""`newswire topics`: what an editor sees, and the exit code that a pipeline sees."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.database import query
from tests.support.feed_articles import store
from worker.adapters import topics
from worker.cli import newswire
from worker.core.topics.tag import compile_taxonomy
from worker.models import Tag


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


BEES = """
[topic.bees]
label = { en = "Bees" }
description = "What bees do."
rules = 'beehive* OR ("queen bee" AND honey)'
active = { until = 2027-01-01 }
match = ["A beehive"]
no_match = ["An ant"]
"""
FILLER = "The weather was mild and the old town was full of people who bought bread and fruit all day. " * 40


@pytest.fixture
def ask(db_run, db, tmp_path):
    """Run `newswire topics` with a taxonomy of bees, over five stored articles."""
    own = tmp_path / "bees.toml"
    own.write_text(BEES, "utf-8")
    store(db, 1, text="Beehives stood by the sea. " + FILLER)
    store(db, 2, text=f"A beehive. {FILLER} Another beehive. {FILLER}")
    store(db, 3, text=FILLER)
    store(db, 4, 5, 6, text=f"A beehive {FILLER[:99]} a beehive {FILLER[:99]} a beehive by the beekeeper. {FILLER}")
    return lambda *words, **more: db_run("topics", *words, **{"TOPICS": str(own), **more})


def test_a_rule_is_tried_on_what_is_stored(ask, database):
    said = ask("test", "beehive*", "--json").json
    assert said["tried"] == 6
    assert {match["id"]: match["points"] for match in said["matches"]} == {4: 6, 5: 6, 6: 6}
    assert {one["text"] for one in said["matches"][0]["evidence"]} == {"beehive"}
    assert sum(said["per_day"].values()) == 3

    query(database, "UPDATE news.articles SET stored_at = '2026-01-01' WHERE id = 4")
    told = ask("test", "beehive*")
    assert told.code == 0
    assert "4 Piece 4 (6 points)" in told.out
    assert "lead  A beehive The weather" in told.out
    assert "3 of 6 articles" in told.out
    days = [line.split() for line in told.out.splitlines() if "█" in line]
    assert [(len(bar), number) for _, bar, number in days] == [(20, "1"), (40, "2")]
    assert days[0][0] == "2026-01-01"


def test_what_is_tried_can_be_narrowed(ask, database):
    query(database, "UPDATE news.articles SET stored_at = '2026-01-01' WHERE id = 4")
    recent = ask("test", "beehive*", "--since", "2026-01-02", "--json").json
    assert [match["id"] for match in recent["matches"]] == [6, 5]
    assert ask("test", "beehive*", "--limit", "2", "--json").json["tried"] == 2
    assert "Piece" not in ask("test", "beehive*", "--show", "0").out


def test_a_rule_that_cannot_be_tried_says_where_it_is_wrong(ask):
    said = ask("test", "beehive near/3 honey")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("newswire: query:1:9: ")


def test_an_article_is_explained_topic_by_topic(ask, database):
    (one,) = (row for row in ask("explain", "4", "--json").json if row["topic"] == "bees")
    assert (one["points"], one["threshold"], one["tagged"], one["active"]) == (6, 6, True, True)
    assert [evidence["field"] for evidence in one["evidence"]] == ["lead"] * 3
    told = ask("explain", "4").out
    assert "bees: 6 of 6 points, tagged" in told
    assert "lead  A beehive The weather" in told
    assert "bees: 2 of 6 points, not tagged" in ask("explain", "1").out
    assert "no topic's rules found anything in it" in ask("explain", "3").out
    query(database, "UPDATE news.articles SET published_at = '2027-01-02' WHERE id = 4")
    assert "bees: 6 of 6 points, out of its dates" in ask("explain", "4").out


def test_an_article_that_is_not_there_is_told(ask):
    said = ask("explain", "77")
    assert (said.code, said.out) == (2, "")
    assert "no article 77" in said.err


def test_stats_count_each_topic_by_who_says_so(db_run, db, database):
    assert db_run("topics", "stats").out.startswith("no topics yet")
    taxonomy = compile_taxonomy({"bees.toml": BEES + BEES.replace("bees", "ants").replace("Bees", "Ants")})
    with db.transaction() as tx:
        topics.sync(tx, list(taxonomy.topics.values()), version=taxonomy.version)
    rule, publisher = (Tag(topic="bees", source=source, score=1.0, evidence=()) for source in ("rule", "publisher"))
    store(db, 1, 2, tags=(rule,))
    store(db, 3, tags=(rule, publisher))
    query(database, "UPDATE news.article_topics SET article_time = now() - (article_id = 1)::int * interval '8 days'")
    bees, ants = db_run("topics", "stats", "--json").json
    assert (bees["slug"], bees["by_rule"], bees["by_publisher"], bees["last_week"]) == ("bees", 3, 1, 2)
    assert (ants["slug"], ants["by_rule"], ants["by_publisher"], ants["last_week"]) == ("ants", 0, 0, 0)
    assert ants["latest"] is None
    table = db_run("topics", "stats").out
    assert [line.split()[:4] for line in table.splitlines() if line.startswith("bees")] == [["bees", "3", "1", "2"]]


def test_suggestions_are_what_came_close_and_what_no_rule_says(ask):
    said = ask("suggest", "bees", "--json").json
    assert [(row["id"], row["points"], row["threshold"]) for row in said["below"]] == [(2, 3, 6)]
    phrases = {phrase["text"]: (phrase["articles"], phrase["elsewhere"]) for phrase in said["phrases"]}
    assert phrases["beekeeper"] == (3, 0)
    assert not any("beehive" in phrase for phrase in phrases)
    told = ask("suggest", "bees").out
    assert "Piece 2" in told
    assert "beekeeper" in told
    narrow = ask("suggest", "bees", "--limit", "1").out
    assert "no article is just below the threshold" in narrow
    assert "no phrase stands out" in narrow


def test_suggestions_for_a_topic_that_is_not_there_name_one_that_is(ask):
    said = ask("suggest", "bee")
    assert (said.code, said.out) == (2, "")
    assert "bees" in said.err
