"""--since has one syntax, whatever the command."""

from datetime import UTC, datetime, timedelta

import click
import pytest
from click.testing import CliRunner

from worker.cli.since import EVER, since_option
from worker.errors import UsageError


def given(*arguments: str) -> datetime:
    seen = []

    @click.command()
    @since_option("articles stored")
    def command(*, since: datetime) -> None:
        seen.append(since)

    result = CliRunner().invoke(command, arguments)
    if isinstance(result.exception, UsageError):
        raise result.exception
    return seen[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T12:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        (" 2026-11-20 12:00 ", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T12:00+02:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
    ],
)
def test_a_date_or_time_is_in_utc_unless_it_says_otherwise(text, moment):
    assert given("--since", text) == moment


@pytest.mark.parametrize(
    ("text", "ago"),
    [("90m", timedelta(minutes=90)), ("36h", timedelta(hours=36)), ("7d", timedelta(7)), ("2 w", timedelta(14))],
)
def test_how_long_ago_is_counted_from_now(text, ago):
    before = datetime.now(UTC)
    assert before - ago <= given("--since", text) <= datetime.now(UTC) - ago


def test_without_it_everything_counts():
    assert given() == EVER


@pytest.mark.parametrize("text", ["", "soon", "7", "7y", "-1d", "999999w", "2026-13-01"])
def test_what_is_no_moment_is_told(text):
    with pytest.raises(UsageError, match="expected a date, a time, or 36h, 7d"):
        given("--since", text)


@pytest.mark.parametrize("command", ["retag", "reprocess"])
def test_the_commands_that_work_on_what_is_stored_know_it(db_run, command):
    said = db_run(command, "--since", "soon")
    assert (said.code, said.out) == (2, "")
    assert "7d" in said.err
