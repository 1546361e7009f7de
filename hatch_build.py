"""Builds the compiled twins (`worker/**/_*.pyx`) beside their sources, where there is a C compiler.

Without one, or when compiling fails, the package is installed all the same: each twin's function also stands in plain
Python (`worker/core/twins.py`), with the same results. `python hatch_build.py` builds them anew in a checkout.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from Cython.Build import cythonize
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Extension
from setuptools.dist import Distribution

ROOT = Path(__file__).parent
_FLAGS = ["-O2", "-g0", "-ffp-contract=off"]
"""No fused or reordered arithmetic: a twin gives the bits that its plain form gives, on every machine. What a debugger
would want doubled the time of compiling."""


class CompiledTwins(BuildHookInterface[Any]):
    """hatchling calls it for a wheel and for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if self.target_name == "wheel" and (built := build_twins(Path(self.root))):
            build_data["artifacts"] += [str(path.relative_to(self.root)) for path in built]
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def build_twins(root: Path) -> list[Path]:
    """The twins that were built; none of them when one cannot be, and then the reason is printed."""
    for old in root.glob("worker/**/_*.so"):
        if not old.with_name(f"{old.name.split('.')[0]}.pyx").exists():
            old.unlink()
    compiler = os.environ.setdefault("CC", compiler_found() or "")
    if not compiler:
        return _plain(root, "there is no C compiler")
    sources = {_module(source.relative_to(root)): source for source in sorted(root.glob("worker/**/_*.pyx"))}
    try:
        return _built(sources)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a compiler does, the package installs
        return _plain(root, f"compiling failed: {error}")


def compiler_found() -> str | None:
    """The C compiler of this machine."""
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)


def _module(source: Path) -> str:
    return ".".join(source.with_suffix("").parts)


def _built(sources: dict[str, Path]) -> list[Path]:
    places = []
    with tempfile.TemporaryDirectory() as build:
        modules = cythonize(
            [Extension(name, [str(source)], extra_compile_args=_FLAGS) for name, source in sources.items()],
            build_dir=build,
            compiler_directives={"language_level": 3, "boundscheck": False, "wraparound": False, "cdivision": True},
            quiet=True,
        )
        command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
        command.build_temp = command.build_lib = build
        command.parallel = os.cpu_count()
        command.ensure_finalized()
        command.run()
        for extension in modules:
            made = Path(command.get_ext_fullpath(extension.name))
            place = sources[extension.name].parent / made.name
            # Processes may run from this folder, and a second build in it: each file is whole at any time.
            fresh = place.with_name(f"{place.name}.{os.getpid()}")
            shutil.copyfile(made, fresh)
            fresh.replace(place)
            places.append(place)
    return places


def _plain(root: Path, reason: str) -> list[Path]:
    for built in root.glob("worker/**/_*.so"):
        built.unlink()
    print(f"newswire runs as plain Python, slower, with the same results: {reason}", file=sys.stderr)
    return []


if __name__ == "__main__":
    build_twins(ROOT)
