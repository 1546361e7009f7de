"""The version of a taxonomy: what stands on every tag."""

import subprocess
import sys


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
