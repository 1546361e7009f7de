"""The alerts: what each is, that it fires when it is to and not else, and that the operator's page tells what to do."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.monitoring.alert_cases import CASES, unit_test
from tests.monitoring.expressions import unknown_metrics

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
RULES = MONITORING / "prometheus" / "alerts.yml"
ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]
}
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
each_alert = pytest.mark.parametrize("alert", ALERTS)
promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool, of Debian's package prometheus")


def test_each_alert_has_its_cases_and_there_are_no_others() -> None:
    assert set(CASES) == set(ALERTS)


@each_alert
def test_the_page_of_operations_says_what_it_means_what_to_look_at_and_what_to_do(alert: str) -> None:
    assert ALERTS[alert]["annotations"]["runbook"] == f"docs/operations.md#{alert.lower()}"
    paragraph = re.search(rf"^#### {alert}\n\n(.+?)(?:\n\n|\n\Z)", PAGE, re.MULTILINE | re.DOTALL)

    assert paragraph
    assert all(word in paragraph[1] for word in ("**Means**", "**Look**", "**Do**"))


def test_the_page_has_no_alert_that_is_gone() -> None:
    assert set(re.findall(r"^#### (\w+)$", PAGE, re.MULTILINE)) == set(ALERTS)


@each_alert
def test_it_asks_only_for_metrics_that_there_are(alert: str) -> None:
    assert unknown_metrics(ALERTS[alert]["expr"]) == set()


def test_what_is_held_back_by_another_alert_is_an_alert() -> None:
    held = yaml.safe_load((MONITORING / "alertmanager" / "alertmanager.yml").read_text("utf-8"))["inhibit_rules"]
    for matcher in (one for rule in held for side in rule.values() for one in side):
        pattern = re.fullmatch(r'alertname =~? "?([^"]+)"?', matcher)
        assert pattern
        assert all(any(re.fullmatch(part, alert) for alert in ALERTS) for part in pattern[1].split("|"))


@promtool
def test_promtool_reads_the_rules_and_the_configuration() -> None:
    for command in (
        ["check", "rules", RULES],
        ["check", "config", "--syntax-only", RULES.with_name("prometheus.yml")],
    ):
        done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@promtool
@pytest.mark.parametrize("fires", [True, False], ids=["fires", "quiet"])
@each_alert
def test_it_fires_when_it_is_to(alert: str, fires: bool, tmp_path: Path) -> None:
    case = CASES[alert]
    test = unit_test(alert, case.fires if fires else case.quiet, case.minutes, fires=fires)
    asked = {"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}
    (tmp_path / "test.yml").write_text(json.dumps(asked), "utf-8")  # JSON is YAML
    done = subprocess.run(
        ["promtool", "test", "rules", tmp_path / "test.yml"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
