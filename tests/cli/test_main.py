"""`newswire` from its first line, before any command is known."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from worker.cli import newswire


@pytest.mark.parametrize(
    ("module", "command", "code"),
    [
        ("worker.cli", "status", -signal.SIGINT),
        ("worker.cli.status", "status", -signal.SIGINT),
        ("worker.cli.run", "run", 0),
        ("worker.cli.tail", "tail", 0),
    ],
)
def test_ctrl_c_while_the_commands_load_ends_without_a_word(module, command, code):
    script = f"""
import os, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
sys.argv = ["newswire", {command!r}, "--help"]
from worker.__main__ import main
main()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, "", "")


def test_ctrl_c_ends_what_would_have_ended_by_itself_as_the_signal_does():
    script = """
import os, signal, sys
import worker.cli.status
worker.cli.status.status.callback = lambda **_: os.kill(os.getpid(), signal.SIGINT)
sys.argv = ["newswire", "status"]
from worker.__main__ import main
main()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("words", "begun"),
    [(("web", "--port"), "web page on"), (("work", "poll"), "ready."), (("metrics", "--port"), "/metrics")],
)
def test_what_runs_until_it_is_stopped_has_done_its_work_when_it_is(database, redis_url, words, begun, number):
    if words[-1] == "--port":
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            words += (str(one.getsockname()[1]),)
    servers = {"NEWSWIRE_DATABASE_URL": database, "NEWSWIRE_REDIS_URL": redis_url}
    with subprocess.Popen(
        [sys.executable, "-m", "worker", *words], stderr=subprocess.PIPE, text=True, env=os.environ | servers
    ) as process:
        said = []
        while begun not in (line := process.stderr.readline()):
            assert line, said
            said.append(line)
        process.send_signal(number)
        rest = process.stderr.read()
    assert (process.returncode, "Traceback" in rest) == (0, False), rest


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
