"""docker-compose.yml, .env.example and the Dockerfile, read as they stand; deploy/check.sh runs them for real."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from worker.runtime.app import HARD_SECONDS
from worker.runtime.watchdog import CHECK_SECONDS
from worker.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
FILES = {"production": ROOT / "docker-compose.yml", "sample": ROOT / "deploy" / "sample.yml"}
SETTINGS = {PREFIX + field.name.upper() for field in fields(Settings)}
ONE_SHOT = {"migrate"}


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load(FILES[name].read_text("utf-8"))


PRODUCTION = read("production")["services"]
# the sample's additions to poll and fetch are not services of their own
SERVICES = PRODUCTION | {"sample": read("sample")["services"]["sample"]}
each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_compose_hands_on_exists(name: str) -> None:
    handed_on = {key for service in read(name)["services"].values() for key in service.get("environment", {})}

    assert {key for key in handed_on if key.startswith(PREFIX)} <= SETTINGS


def test_every_setting_named_in_the_example_reaches_a_service() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / ".env.example").read_text("utf-8")))

    assert named <= {key for service in PRODUCTION.values() for key in service.get("environment", {})}


def test_every_setting_that_compose_hands_on_is_named_in_the_example() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    handed_on = set(
        re.findall(rf"^ +({PREFIX}[A-Z_]+):$", (ROOT / "docker-compose.yml").read_text("utf-8"), re.MULTILINE)
    )
    assert handed_on - set(re.findall(rf"{PREFIX}[A-Z_]+", text)) == set()


# secrets have their own names in .env; files of rules need a volume, processes are scaled; the rest is for one machine
_NOT_IN_COMPOSE = {
    "database_url", "redis_url", "writer_password", "reader_password", "monitor_password", "web_password", "disks",
    "heartbeat_file", "connect_to", "topics", "walls", "clean_processes", "push_url",
}  # fmt: skip


def test_every_setting_can_be_given_to_compose_in_the_env_file() -> None:
    handed_on = (ROOT / "docker-compose.yml").read_text("utf-8")
    lacking = {one.name for one in fields(Settings) if f"{PREFIX}{one.name.upper()}:" not in handed_on}
    assert lacking - _NOT_IN_COMPOSE == set()


def test_every_variable_of_compose_stands_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", FILES["production"].read_text("utf-8")))
    offered = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))

    assert used <= offered


def test_every_password_comes_from_outside_and_its_absence_stops_compose() -> None:
    text = FILES["production"].read_text("utf-8")
    passwords = re.findall(r"\$\{\w*PASSWORD\w*([^}]*)\}", text)
    literals = re.findall(r"(?i)password:[ ]+(?!\$\{)\S+|://[^:/\s]*:(?!\$\{)[^@\s]+@", text)

    assert len(passwords) >= 5
    assert all(rest.startswith(":?") for rest in passwords)
    assert literals == []


def test_the_example_holds_no_password() -> None:
    assert re.findall(r"^\w*PASSWORD=(.+)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE) == []


def test_make_env_fills_in_every_password_and_never_twice(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    for name in (".env.example", "deploy/make-env.sh"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    for _ in range(2):
        subprocess.run(["sh", "deploy/make-env.sh"], cwd=tmp_path, check=True, capture_output=True)
    made = (tmp_path / ".env").read_text("utf-8")
    passwords = re.findall(r"^\w*PASSWORD=([0-9a-f]{48})$", made, re.MULTILINE)

    assert len(set(passwords)) == made.count("PASSWORD=") == 8
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_make_env_adds_after_an_upgrade_what_is_lacking_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    for name in (".env.example", "deploy/make-env.sh"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    before = "# mine\nPOSTGRES_PASSWORD=old\nNEWSWIRE_CONTACT=me@example.org\nNEWSWIRE_HOST_PACE=5"
    (tmp_path / ".env").write_text(before, "utf-8")

    subprocess.run(["sh", "deploy/make-env.sh"], cwd=tmp_path, check=True, capture_output=True)
    after = (tmp_path / ".env").read_text("utf-8")

    assert after.startswith(before + "\n")
    assert re.search(r"^MONITOR_PASSWORD=[0-9a-f]{48}$", after, re.MULTILINE)
    assert set(re.findall(r"^(\w+)=", after, re.MULTILINE)) >= set(
        re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    )
    assert after.count("POSTGRES_PASSWORD=") == after.count("NEWSWIRE_CONTACT=") == 1


@each_service
def test_images_are_ours_or_pinned(service: dict[str, Any]) -> None:
    """Servers by their major version, which gets its own fixes; what only watches by the very release."""
    pinned = r"[a-z0-9/._-]+:v?\d+\.\d+\.\d+(-alpine)?" if service.get("profiles") else r"[a-z]+:\d+"

    assert service["image"] == "newswire" or re.fullmatch(pinned, service["image"])


@each_service
def test_every_service_is_hardened_and_limited(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_restarts_and_has_a_health_check_or_runs_once(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert ("healthcheck" in service) == (name not in ONE_SHOT)
    assert ("stop_grace_period" in service) == (name not in ONE_SHOT)


@pytest.mark.parametrize("name", ["poll", "fetch", "clean"])
def test_workers_can_be_scaled_and_may_finish_the_batch_in_hand(name: str) -> None:
    service = PRODUCTION[name]

    assert not {"container_name", "ports", "hostname"} & set(service)
    assert seconds(service["stop_grace_period"]) > HARD_SECONDS


def test_health_checks_look_further_back_than_the_watchdog_looks_again() -> None:
    window = re.search(r"-(\d+) seconds", " ".join(PRODUCTION["clean"]["healthcheck"]["test"]))

    assert window
    assert int(window[1]) > 2 * CHECK_SECONDS


def test_only_who_asks_publishers_or_hubs_or_sends_alerts_reaches_the_outside_and_only_loopback_reaches_in() -> None:
    networks = read("production")["networks"]
    published = [port for service in PRODUCTION.values() for port in service.get("ports", ())]

    outside = {name for name, service in PRODUCTION.items() if "outside" in service["networks"]}

    assert outside == {"poll", "fetch", "push", "alertmanager"}
    assert networks["backend"] == {"internal": True}
    assert networks["published"]["driver_opts"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_only_migrate_and_postgres_know_the_owner_of_the_database() -> None:
    knowing = {name for name, service in PRODUCTION.items() if "${POSTGRES_PASSWORD" in str(service)}

    assert knowing == {"postgres", "migrate"}


def test_production_opens_no_private_address_and_the_sample_opens_one() -> None:
    address = read("sample")["services"]["sample"]["networks"]["sample"]["ipv4_address"]

    assert all(
        service.get("environment", {}).get(f"{PREFIX}ALLOW_ADDRESSES") is None for service in PRODUCTION.values()
    )
    for name in ("poll", "fetch"):
        assert read("sample")["services"][name]["environment"][f"{PREFIX}ALLOW_ADDRESSES"] == f"{address}:8734"


def test_redis_keeps_what_it_took_and_refuses_rather_than_forgets() -> None:
    command = PRODUCTION["redis"]["command"][0]

    for option in ("--appendonly yes", "--appendfsync everysec", "--maxmemory 256mb", "--maxmemory-policy noeviction"):
        assert option in command
    assert "$$REDISCLI_AUTH" in command


def test_the_image_takes_only_what_is_hashed_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")

    assert dockerfile.count("--require-hashes --no-deps") == 2
    assert "RUN --network=none" in dockerfile
    assert re.search(r"^USER \d+:\d+$", dockerfile, re.MULTILINE)
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"
    assert "# syntax=" not in dockerfile
