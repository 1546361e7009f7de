"""A compiled taxonomy: which rules a term can make true, which labels mean what, and its version."""

import subprocess
import sys

from worker.core.topics.taxonomy import compile_taxonomy, query_taxonomy

TEXT = """
[groups]
us = '=US OR washington'

[topic.iran]
label = { en = "Iran", de = "Iran (DE)" }
description = "d"
aliases = ["Persia"]
rules = 'iran OR (@us NEAR/5 tehran)'
also = 'rial'
mask = ['contra']

[topic.oil]
label = { en = "Oil" }
description = "d"
aliases = ["Persia"]
rules = 'oil OR iran'
"""


def test_each_term_knows_the_rules_that_it_can_make_true() -> None:
    taxonomy = compile_taxonomy({"a": TEXT})
    assert {key: sorted(rules) for key, rules in taxonomy.candidates.items()} == {
        "iran": [("iran", 0), ("oil", 1)],
        "tehran": [("iran", 1)],
        "oil": [("oil", 0)],
    }


def test_every_term_that_a_rule_asks_about_is_looked_for() -> None:
    taxonomy = compile_taxonomy({"a": TEXT})
    found = taxonomy.matcher.find("", "Iran US washington tehran rial contra oil bread")
    assert found.present == {"iran", "=US", "washington", "tehran", "rial", "contra", "oil"}


def test_a_label_means_all_topics_that_claim_it_by_slug_name_or_alias() -> None:
    by_label = compile_taxonomy({"a": TEXT}).by_label
    assert by_label["iran"] == by_label["iran de"] == ("iran",)
    assert by_label["persia"] == ("iran", "oil")
    assert by_label["oil"] == ("oil",)


def test_a_query_may_use_the_groups_and_is_the_only_topic() -> None:
    taxonomy = query_taxonomy(compile_taxonomy({"a": TEXT}), "@us NEAR/2 oil")
    assert len(taxonomy.topics) == 1
    assert set(taxonomy.candidates) == {"oil"}
    assert taxonomy.groups.keys() == {"us"}


def test_the_version_is_the_same_in_every_process() -> None:
    script = (
        "from worker.core.topics.taxonomy import compile_taxonomy\n"
        'text = \'[topic.x]\\nlabel = {en = "X"}\\ndescription = "d"\\nrules = ["alpha OR beta OR gamma OR delta"]\'\n'
        "print(compile_taxonomy({'x.toml': text}).version)"
    )
    versions = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(versions) == 1
