"""What is trouble and what only takes its time."""

from worker.core.troubles import PATIENCE_SECONDS, STUCK_SECONDS, ProcessState, StepState, troubles
from worker.models import FeedHealth

ALL = ("dispatcher", "poll", "fetch", "clean")


def step(name: str, due: int = 0, oldest: float = 0.0, on_its_way: int | None = None) -> StepState:
    return StepState(name=name, due=due, oldest_seconds=oldest, on_its_way=due if on_its_way is None else on_its_way)


def living(*roles: str, idle: float = 0.0) -> list[ProcessState]:
    return [ProcessState(role=role, host="h", pid=7, idle_seconds=idle) for role in roles]


def test_nothing_is_wrong_where_nothing_is_to_be_done() -> None:
    assert troubles([step(name) for name in ALL[1:]], [], {}) == []


def test_work_that_is_due_beside_living_workers_is_no_trouble_however_old() -> None:
    assert troubles([step("clean", 9, 9999.0)], living(*ALL), {}) == []


def test_a_step_with_due_work_and_no_worker_is_told_with_what_to_start() -> None:
    (told,) = troubles([step("clean", 9, 90.0)], living("dispatcher", "poll", "fetch"), {})

    assert told == "9 due at clean, the oldest for 90 s, and no worker of it lives: start `newswire work clean`"


def test_what_has_just_fallen_due_may_wait_for_a_worker_that_starts() -> None:
    workers = living("dispatcher")

    assert troubles([step("fetch", 1, PATIENCE_SECONDS - 1)], workers, {}) == []
    assert len(troubles([step("fetch", 1, PATIENCE_SECONDS)], workers, {})) == 1


def test_a_dispatcher_that_is_gone_is_trouble_though_nothing_is_due_yet() -> None:
    (told,) = troubles([step("poll", on_its_way=3)], living("poll", "fetch", "clean"), {})

    assert "no dispatcher lives" in told


def test_a_process_that_gets_nothing_done_is_named() -> None:
    assert troubles([], living("fetch", idle=STUCK_SECONDS), {}) == []
    (told,) = troubles([], living("fetch", idle=STUCK_SECONDS + 60), {})

    assert told.startswith("fetch 7 on h has got nothing done for 240 s")


def test_a_role_that_is_denied_is_told_with_the_way_out() -> None:
    told = troubles([], [], {"newswire_reader": ["SELECT on a", "SELECT on b"], "newswire_writer": list("wxyz")})

    said = "role {} is denied what newswire migrate gives it ({}): run `newswire migrate`"
    assert told == [
        said.format("newswire_reader", "SELECT on a, SELECT on b"),
        said.format("newswire_writer", "w, x, y and 1 more"),
    ]


def test_it_is_trouble_when_no_feed_at_all_can_be_polled() -> None:
    bad = {FeedHealth.FAILING: 2, FeedHealth.GONE: 1}

    assert troubles([], [], {}, {**bad, FeedHealth.FINE: 1}) == []
    assert troubles([], [], {}, {**bad, FeedHealth.NEW: 1}) == []
    assert troubles([], [], {}, {FeedHealth.PAUSED: 1}) == []
    (told,) = troubles([], [], {}, {**bad, FeedHealth.PAUSED: 9})
    assert told == "no feed can be polled (2 failing, 1 gone): `newswire feeds list` says why"
