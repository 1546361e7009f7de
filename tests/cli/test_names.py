"""Names that nothing has: every command that chooses by one refuses it alike, and says what was probably meant."""

import click
import pytest

from tests.support import run_steps
from tests.support.database import a_feed, claim, new_items, query
from tests.support.feed_articles import store
from worker.adapters import feeds, items
from worker.cli import newswire
from worker.cli.filters import each_given, given
from worker.models import Failure, Reason, State, Step, Transition


@pytest.fixture
def stored(db, database):
    """Three articles, a feed in a group, a line in quarantine."""
    store(db, 1, 2, 3)
    a_feed(db)
    query(database, "UPDATE newswire.feeds SET group_name = 'World / Near'")
    services = run_steps.services(database)
    (item,) = claim(services.db, new_items(services.db, 1))
    with services.db.transaction() as tx:
        failure = Failure(error="BadInput", message="too large")
        ended = Transition(item=item, state=State.QUARANTINED, reason=Reason.TOO_LARGE, error=failure)
        items.finish(tx, [ended], step=Step.FETCH)
    services.close()


COMMANDS = {
    "topic": [("articles",), ("tail",), ("consume", "mine"), ("export",), ("retag",), ("consumers", "add", "mine")],
    "source": [("articles",), ("tail",), ("consume", "mine"), ("export",), ("reprocess",)],
    "lang": [("articles",), ("consume", "mine"), ("export",)],
    "group": [("feeds", "list")],
    "reason": [("retry",), ("quarantine", "list"), ("quarantine", "retry")],
}
CASES = [(option, words) for option, commands in COMMANDS.items() for words in commands]


def options(group: click.Group, *path: str):
    """Every option of every command, with the words that lead to it."""
    for name, listed in group.commands.items():
        command = listed.loaded() if hasattr(listed, "loaded") else listed
        if isinstance(command, click.Group):
            yield from options(command, *path, name)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield (*path, name), parameter


@pytest.mark.parametrize(("option", "words"), CASES, ids=str)
def test_a_name_that_nothing_has_is_refused_and_leaves_nothing(db_run, stored, database, option, words):
    said = db_run(*words, f"--{option}", "nosuch")
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "nosuch" in said.err
    assert query(database, "SELECT count(*) FROM news.consumers") == [(0,)]


@pytest.mark.parametrize(("option", "words"), CASES, ids=str)
def test_an_empty_name_is_no_wish_for_everything(db_run, option, words):
    said = db_run(*words, f"--{option}", " ")
    assert (said.code, said.out, said.err) == (2, "", f"newswire: --{option} is empty: leave it out\n")


def test_every_option_that_takes_a_name_is_asked_whether_it_has_one():
    named = {f"--{option}" for option in COMMANDS} | {"--exec", "--webhook", "--from"}
    found = [(words, option) for words, option in options(newswire) if option.opts[0] in named]
    assert {words for words, option in found if option.opts[0] == "--topic"} == {
        words if words[0] != "consume" else ("consume",) for words in [("consumers", "add"), *COMMANDS["topic"][:-1]]
    }
    assert [words for words, option in found if option.callback not in (given, each_given)] == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("articles", "--topic", "iran us"), "iran-us-tensions"),
        (("reprocess", "--source", "example"), "Example"),
        (("feeds", "list", "--group", "world/near"), "World / Near"),
        (("quarantine", "list", "--reason", "TooLarge"), "too_large"),
        (("quarantine", "retry", "--reason", "toolarge"), "too_large"),
        (("retry", "--reason", "robot"), "robots"),
    ],
)
def test_what_was_probably_meant_is_said(db_run, stored, words, meant):
    assert f"did you mean {meant}?" in db_run(*words).err


def test_a_group_is_known_by_the_groups_inside_it(db_run, stored):
    for group in ("World", "World / Near", " World "):
        assert len(db_run("feeds", "list", "--json", "--group", group).json) == 1
    assert db_run("feeds", "list", "--group", "Moon").err.endswith("; there are World, World / Near\n")


def test_a_reason_that_nothing_has_just_now_is_no_mistake(db_run, stored):
    assert db_run("quarantine", "list", "--reason", "time_limit").out == "nothing is in quarantine\n"
    assert db_run("retry", "--reason", "robots").out == "0 items are due again\n"


def test_what_is_too_much_is_told_as_such(db_run):
    assert "give one of them" in db_run("quarantine", "retry", "--all", "--reason", "too_large").err


HUGE = "9" * 30


@pytest.mark.parametrize(
    "words",
    [
        ("articles", "show", HUGE),
        ("topics", "explain", HUGE),
        ("quarantine", "retry", "1", HUGE),
        ("feeds", "pause", HUGE),
        ("consumers", "add", "bad name"),
        ("consumers", "add", "n" * 55),
        ("consumers", "password", "bad name"),
        ("articles", "--search", "\udcff"),
        ("articles", "--source", "\udcff"),
        ("feeds", "remove", "\udcff"),
    ],
)
def test_what_postgres_would_refuse_is_refused_in_our_words(db_run, words):
    said = db_run(*words)
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert "Postgres" not in said.err
    assert "codec" not in said.err


def test_of_several_feeds_all_are_done_or_none_and_all_that_are_unknown_are_named(db_run, db, database):
    with db.transaction() as tx:
        for number in (1, 2):
            feeds.add(tx, url=f"https://example.org/{number}", source="example.org")
    before = query(database, "SELECT id, state FROM newswire.feeds ORDER BY id")
    for command in ("pause", "resume", "remove"):
        said = db_run("feeds", command, "1", "99999", "https://example.org/2", "nope")
        assert (said.code, said.out) == (2, "")
        assert "no feed 99999 and no feed nope; nothing was done" in said.err
        assert query(database, "SELECT id, state FROM newswire.feeds ORDER BY id") == before
    both = db_run("feeds", "pause", "1", "https://example.org/1", "example.org/2")  # one of them twice
    assert (both.code, len(both.out.splitlines())) == (0, 2)
    assert query(database, "SELECT DISTINCT state FROM newswire.feeds") == [("paused",)]
    assert db_run("feeds", "remove", "1", "2").code == 0


def test_of_several_lines_of_quarantine_all_are_tried_again_or_none(db_run, stored, database):
    ((line,),) = query(database, "SELECT id FROM newswire.quarantine")
    said = db_run("quarantine", "retry", line, "99998", "99999")
    assert (said.code, said.out) == (2, "")
    assert "not in quarantine: 99998, 99999" in said.err
    assert query(database, "SELECT count(*) FROM newswire.quarantine") == [(1,)]
