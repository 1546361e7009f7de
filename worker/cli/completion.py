"""newswire completion: the script with which a shell completes the command's words; click makes it."""

import sys

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete this command.

    \b
    bash   newswire completion bash >~/.local/share/bash-completion/completions/newswire
    zsh    newswire completion zsh > FOLDER/_newswire          (a FOLDER of $fpath)
    fish   newswire completion fish > ~/.config/fish/completions/newswire.fish
    """  # noqa: D301 - click wants the character itself
    script = _SHELLS[shell](context.find_root().command, {}, "newswire", "_NEWSWIRE_COMPLETE").source()
    sys.stdout.write(script + "\n")
