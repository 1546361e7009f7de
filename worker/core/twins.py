"""Takes the compiled twin of a function where one was built; knows nothing of what it does.

A twin is a hot function written once more in Cython, in a `.pyx` beside its module. The plain one is the reference: it
says what is right, tests hold the twin to it, and it does the work where no compiler was at hand (`hatch_build.py`).
"""

from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable[..., object])


def twin(module: str, plain: _Function) -> _Function:
    """The function of the same name, without underscores in front, in a compiled module; else `plain` itself."""
    try:
        compiled: _Function = getattr(import_module(module), plain.__name__.lstrip("_"))
    except ModuleNotFoundError as error:
        if error.name != module:  # it was built, and lacks what it imports
            raise
        return plain
    return compiled
