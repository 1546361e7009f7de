"""`newswire` from its first line, before any command is known."""

import json
import signal
import subprocess
import sys

import pytest

from worker.cli import newswire


@pytest.mark.parametrize("module", ["worker.cli", "worker.cli.status"])
def test_ctrl_c_while_the_commands_load_ends_without_a_word(module):
    script = f"""
import os, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
sys.argv = ["newswire", "status", "--help"]
from worker.__main__ import main
main()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, "", "")


def test_ctrl_c_while_a_command_runs_is_an_exception_again():
    script = """
import signal, sys
import worker.cli.status
worker.cli.status.status.callback = lambda **_: print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
sys.argv = ["newswire", "status"]
from worker.__main__ import main
main()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "True\n", "")


@pytest.mark.parametrize("listed", newswire.commands.values(), ids=lambda listed: listed.name)
def test_a_command_is_listed_under_its_name_with_the_first_sentence_of_its_help(listed):
    command = listed.loaded()
    assert (command.name, command.get_short_help_str(1000)) == (listed.name, listed.get_short_help_str(1000))


@pytest.mark.parametrize(
    ("arguments", "left_out"),
    [
        (["--help"], {"celery", "lxml", "numpy", "psycopg", "redis", "rich"}),
        (["status", "--help"], {"celery", "lxml", "numpy"}),
    ],
)
def test_a_command_loads_what_it_needs(arguments, left_out):
    script = (
        "import json, sys\nfrom worker.cli import newswire\n"
        f"newswire.main({arguments!r}, standalone_mode=False)\nprint(json.dumps(list(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert left_out.isdisjoint(json.loads(ran.stdout.splitlines()[-1]))
