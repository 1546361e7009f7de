"""newswire completion: a shell completes the words of the command."""

import subprocess
import sys
from pathlib import Path

import pytest

NEWSWIRE = Path(sys.executable).with_name("newswire")


@pytest.mark.parametrize(
    ("typed", "words"), [("fee", "feeds"), ("feeds ad", "add"), ("articles --to", "--topic"), ("completion z", "zsh")]
)
def test_bash_completes_by_the_script(run, tmp_path, typed, words):
    script = tmp_path / "newswire.bash"
    script.write_text(run("completion", "bash").out)
    line = ["newswire", *typed.split()]
    program = (
        f"source {script}; complete -p newswire >&2; COMP_WORDS=({' '.join(line)}); COMP_CWORD={len(line) - 1}; "
        f'_newswire_completion {NEWSWIRE}; echo "${{COMPREPLY[@]}}"'
    )
    ran = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [words]
    assert "-F _newswire_completion newswire" in ran.stderr


@pytest.mark.parametrize(("shell", "first"), [("zsh", "#compdef newswire"), ("fish", "function _newswire_completion;")])
def test_other_shells_get_a_script_of_their_own(run, shell, first):
    script = run("completion", shell).out
    assert script.startswith(first)
    assert f"_NEWSWIRE_COMPLETE={shell}_complete" in script


def test_the_command_is_found_in_the_help(run):
    assert "completion" in run("--help").out
