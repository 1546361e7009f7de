"""When an edit of rule files counts: once they are left alone, and no later than any worker's next look."""

import pytest

from worker.adapters.rule_files import RuleFiles


class Clock:
    """A clock that stands."""

    def __init__(self, at: float) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def edited(tmp_path):
    """Files that were read, and edited five minutes later; the clock stands at that moment."""
    ours, mine = tmp_path / "ours", tmp_path / "mine.toml"
    ours.mkdir()
    mine.write_text("a = 1")
    clock = Clock(0.0)
    wall = Clock(mine.stat().st_ctime)
    files = RuleFiles(ours, override=str(mine), clock=clock, now=wall)
    mine.write_text("a = 12")
    clock.at += 300.0
    wall.at = mine.stat().st_ctime
    return files, clock, wall


def test_an_edit_that_is_a_while_ago_counts_at_the_first_look(edited):
    files, _, wall = edited
    wall.at += 2.0
    assert files.changed()
    assert not files.changed()


def test_an_edit_of_just_now_may_not_be_at_its_end(edited):
    files, clock, wall = edited
    assert not files.changed()
    clock.at += 2.0
    wall.at += 2.0
    assert files.changed()


@pytest.mark.parametrize(("since", "left"), [(0.0, 4.0), (1.5, 2.5), (4.0, 0.0), (3600.0, 0.0), (-3600.0, 4.0)])
def test_it_is_known_when_every_worker_has_them(edited, since, left):
    files, _, wall = edited
    wall.at += since
    assert files.untaken_seconds() == pytest.approx(left)


@pytest.mark.parametrize("before", [0.0, 1.0, 1.9])
def test_whoever_looked_before_has_them_by_then(edited, before):
    """Also a worker whose last look was while the file was being written."""
    files, clock, wall = edited
    clock.at += before
    wall.at += before
    files.changed()
    left = files.untaken_seconds()
    clock.at += left
    wall.at += left
    assert files.changed()
