"""Settings: from the environment once, and a mistake is told with the name of the variable."""

from dataclasses import FrozenInstanceError, fields

import pytest

from worker import __version__
from worker.errors import UsageError
from worker.settings import Settings, unknown


def test_nothing_set_gives_the_defaults():
    assert Settings.from_env({}) == Settings()


def test_each_field_is_read_from_its_variable():
    samples = {"str": ("x", "x"), "int": ("7", 7), "float": ("2.5", 2.5)}
    for field in fields(Settings):
        raw, expected = samples[type(field.default).__name__]
        if field.metadata["choices"]:
            raw = expected = field.metadata["choices"][-1]
        read = Settings.from_env({f"NEWSWIRE_{field.name.upper()}": f" {raw} "})
        assert getattr(read, field.name) == expected, field.name
        assert field.metadata["doc"], field.name


def test_an_empty_variable_is_one_that_is_not_set():
    assert Settings.from_env({"NEWSWIRE_HOST_PACE": "", "NEWSWIRE_CONTACT": ""}) == Settings()


def test_what_the_program_says_wins():
    assert Settings.from_env({"NEWSWIRE_HOST_PACE": "3"}, host_pace=0.0).host_pace == 0.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSWIRE_HOST_PACE", "fast"),
        ("NEWSWIRE_HOST_PACE", "-1"),
        ("NEWSWIRE_HOST_PACE", "nan"),
        ("NEWSWIRE_HOST_PACE", "inf"),
        ("NEWSWIRE_CHANGE_DAYS", "9999999"),
        ("NEWSWIRE_MAX_PAGE_BYTES", "1.5"),
        ("NEWSWIRE_MAX_PAGE_BYTES", "ten"),
        ("NEWSWIRE_POLL_PROCESSES", "0"),
        ("NEWSWIRE_FETCH_PROCESSES", "0"),
        ("NEWSWIRE_CLEAN_PROCESSES", "-1"),
        ("NEWSWIRE_LOG_FORMAT", "yaml"),
    ],
)
def test_a_value_that_does_not_fit_is_named(name, value):
    with pytest.raises(UsageError, match=f"{name}='{value}': expected a"):
        Settings.from_env({name: value})


def test_a_secret_may_stand_in_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("postgresql://u:p@h/d\n")
    assert Settings.from_env({"NEWSWIRE_DATABASE_URL_FILE": str(path)}).database_url == "postgresql://u:p@h/d"
    both = {"NEWSWIRE_DATABASE_URL": "direct", "NEWSWIRE_DATABASE_URL_FILE": str(path)}
    with pytest.raises(UsageError, match="both NEWSWIRE_DATABASE_URL and NEWSWIRE_DATABASE_URL_FILE"):
        Settings.from_env(both)
    empty = {**both, "NEWSWIRE_DATABASE_URL": ""}
    assert Settings.from_env(empty).database_url == "postgresql://u:p@h/d"


def test_a_secret_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="NEWSWIRE_DATABASE_URL_FILE: cannot read"):
        Settings.from_env({"NEWSWIRE_DATABASE_URL_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(("require", "name"), [("require_database", "DATABASE"), ("require_redis", "REDIS")])
def test_what_is_needed_and_not_set_says_how_to_set_it(require, name):
    with pytest.raises(UsageError, match=f"NEWSWIRE_{name}_URL.*newswire run"):
        getattr(Settings(), require)()


def test_we_say_who_we_are():
    assert (
        Settings(contact="https://desk.example/bot").user_agent == f"newswire/{__version__} (+https://desk.example/bot)"
    )
    assert "no contact set" in Settings().user_agent


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().contact = "other"
    assert Settings().clean_concurrency >= 1
    assert Settings(clean_processes=3).clean_concurrency == 3


def test_a_repr_of_settings_holds_no_password():
    secrets = dict.fromkeys(("database_url", "redis_url", "writer_password", "reader_password"), "hunter2")
    assert "hunter2" not in repr(Settings(**secrets))
    assert "host_pace=2.0" in repr(Settings())


def test_a_misspelt_variable_is_told_with_the_name_that_was_meant():
    given = {f"NEWSWIRE_{field.name.upper()}{end}": "" for field in fields(Settings) for end in ("", "_FILE")}
    assert unknown({**given, "PATH": "", "NEWSWIRE_CORPUS": ""}) == []
    assert unknown({"NEWSWIRE_DATABASE_URI": ""}) == [
        "NEWSWIRE_DATABASE_URI is not a setting; did you mean NEWSWIRE_DATABASE_URL?"
    ]
    assert unknown({"NEWSWIRE_" + "Q" * 40: ""}) == [f"NEWSWIRE_{'Q' * 40} is not a setting"]
