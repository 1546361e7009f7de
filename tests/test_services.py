"""The composition root: each part is made when asked for, and a mistake of the operator's is told as one."""

from collections.abc import Callable

import pytest

from worker.errors import UsageError
from worker.services import Services
from worker.settings import Settings

TOPIC = """
[topic.harbour-news]
label = { en = "Harbour" }
description = "What happens in harbours."
rules = ['harbour NEAR/5 wall']
"""


def services(**settings) -> Services:
    return Services(settings=Settings(**settings))


def test_nothing_is_made_before_it_is_asked_for():
    made = services()
    made.close()
    assert set(vars(made)) <= {"settings", "topics_known", "stopping"}


def test_the_database_is_asked_for_by_name():
    with pytest.raises(UsageError, match="NEWSWIRE_DATABASE_URL"):
        _ = services().db


def test_the_default_rules_load():
    made = services()
    assert "iran-us-tensions" in made.taxonomy.topics
    assert made.tracking.drops("utm_source", "x")
    assert made.cleaner.version.startswith("0.1.0+")


def test_an_operators_topics_are_added_to_ours(tmp_path):
    (tmp_path / "mine.toml").write_text(TOPIC)
    for place in (tmp_path, tmp_path / "mine.toml"):
        topics = services(topics=str(place)).taxonomy.topics
        assert {"harbour-news", "iran-us-tensions"} <= set(topics)


def test_an_operators_wall_rules_change_the_version(tmp_path):
    (tmp_path / "mine.toml").write_text('language = "en"\n')
    assert services(walls=str(tmp_path)).cleaner.version != services().cleaner.version


@pytest.mark.parametrize(("setting", "part"), [("topics", "taxonomy"), ("walls", "cleaner")])
@pytest.mark.parametrize("text", [None, "not [toml", "[topic.x]\nrules = 7\n[unknown]\na = 1\n", b"\xff\xfe"])
def test_rules_that_cannot_be_read_name_the_file(tmp_path, setting, part, text):
    path = tmp_path / "mine.toml"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=r"mine\.toml"):
        getattr(services(**{setting: str(path)}), part)


@pytest.mark.parametrize("value", ["127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x", "nonsense"])
def test_an_endpoint_that_cannot_be_read_is_named(value):
    with pytest.raises(UsageError, match="NEWSWIRE_CONNECT_TO"):
        _ = services(connect_to=value).http


@pytest.mark.parametrize("value", ["example.org:80", "10.0.0.0/99", "here"])
def test_allowed_addresses_that_cannot_be_read_are_named(value):
    with pytest.raises(UsageError, match=value.split("/", maxsplit=1)[0]):
        _ = services(allow_addresses=value).allowed


@pytest.mark.parametrize("queue", ["poll", "fetch", "clean"])
def test_a_worker_reads_what_it_needs_before_it_forks(queue):
    made = services(database_url="postgresql://x", redis_url="redis://x")
    made.prepare(queue)
    assert "db" not in vars(made), "a connection must not cross a fork"
    assert "http" not in vars(made)
    with pytest.raises(UsageError):
        services(database_url="postgresql://x").prepare(queue)


def test_chance_lies_between_minus_one_and_one():
    drawn = [services().jitter() for _ in range(200)]
    assert all(-1 <= one <= 1 for one in drawn)
    assert len(set(drawn)) > 100


@pytest.fixture
def edited(tmp_path, monkeypatch) -> Callable[..., Services]:
    """Services whose topics file an editor has just changed to this."""

    def edit(text: bytes, *, read_before: bool) -> Services:
        (tmp_path / "mine.toml").write_text(TOPIC)
        made = services(topics=str(tmp_path))
        _ = made.topic_files, made.wall_files
        if read_before:
            _ = made.taxonomy
        (tmp_path / "mine.toml").write_bytes(text)
        monkeypatch.setattr(made.topic_files, "changed", lambda: True)
        return made

    return edit


def test_a_bad_file_leaves_the_rules_before_it(edited):
    made = edited(b"not [toml", read_before=True)
    before = made.taxonomy
    made.refresh()
    assert made.taxonomy is before


def test_a_bad_file_with_nothing_before_it_is_told_to_who_asks(edited):
    made = edited(b"not [toml", read_before=False)
    made.refresh()
    with pytest.raises(UsageError, match=r"mine\.toml"):
        _ = made.taxonomy


def test_an_error_that_nobody_foresaw_leaves_the_rules_before_it(edited, monkeypatch):
    made = edited(TOPIC.encode(), read_before=True)
    before = made.taxonomy
    monkeypatch.setattr(made.topic_files, "texts", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        made.refresh()
    assert made.taxonomy is before
