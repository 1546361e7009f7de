"""Grafana's dashboards: made by code, of expressions that Prometheus can read and metrics that there are."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.monitoring.expressions import EXPORTERS, metrics_of, ours, unknown_metrics

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
FILES = sorted((MONITORING / "grafana" / "dashboards").glob("*.json"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _program() -> Any:
    spec = importlib.util.spec_from_file_location("dashboards", MONITORING / "dashboards.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["dashboards"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def expressions(path: Path) -> list[str]:
    panels = json.loads(path.read_text("utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_the_files_are_what_the_code_makes() -> None:
    program = _program()

    assert [path.stem for path in FILES] == sorted(program.DASHBOARDS)
    for path in FILES:
        assert path.read_text("utf-8") == program.written(path.stem), "run `make dashboards`"


@each_file
def test_every_expression_asks_for_metrics_that_there_are(path: Path) -> None:
    assert [(one, unknown) for one in expressions(path) if (unknown := unknown_metrics(one))] == []


@each_file
def test_panels_do_not_lie_over_each_other(path: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(path.read_text("utf-8"))["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells


@each_file
def test_every_panel_says_what_it_shows(path: Path) -> None:
    for panel in json.loads(path.read_text("utf-8"))["panels"]:
        assert panel["title"]
        assert panel["description"]


def test_every_metric_of_ours_but_two_for_people_who_ask_is_shown_or_alerted_on() -> None:
    rules = yaml.safe_load((MONITORING / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    asked = {name for path in FILES for one in expressions(path) for name in metrics_of(one)}
    asked |= {name for rule in rules for name in metrics_of(rule["expr"])}
    sums = {name for name in ours() if name.endswith(("_sum", "_count"))}

    assert ours() - sums - asked == {"newswire_table_rows", "newswire_build_info"}
    assert asked - ours() <= EXPORTERS


def test_the_data_source_of_the_dashboards_is_the_one_that_is_provisioned() -> None:
    provisioned = yaml.safe_load(
        (MONITORING / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text("utf-8")
    )
    used = {target["datasource"]["uid"] for path in FILES for panel in json.loads(path.read_text("utf-8"))["panels"]
            for target in panel["targets"]}  # fmt: skip

    assert used == {source["uid"] for source in provisioned["datasources"]}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool, of Debian's package prometheus")
@each_file
def test_promtool_reads_every_expression(path: Path, tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": re.sub(r"\$__rate_interval", "5m", one)}
        for number, one in enumerate(expressions(path))
    ]
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": path.stem, "rules": rules}]}), "utf-8")
    done = subprocess.run(
        ["promtool", "check", "rules", tmp_path / "rules.yml"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
