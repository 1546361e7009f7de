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
_FLAGS = ["-O2", "-ffp-contract=off"]
"""No fused or reordered arithmetic: a twin gives the bits that its plain form gives, on every machine."""


class CompiledTwins(BuildHookInterface[Any]):
    """hatchling calls it for a wheel and for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if self.target_name == "wheel" and build_twins(Path(self.root)):
            build_data["artifacts"].append("worker/**/_*.so")
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def build_twins(root: Path) -> bool:
    """Whether the twins were built; if not, the reason is printed."""
    sources = sorted(root.glob("worker/**/_*.pyx"))
    for stale in root.glob("worker/**/_*.so"):
        if not stale.with_name(f"{stale.name.split('.')[0]}.pyx").exists():
            stale.unlink()
    compiler = os.environ.get("CC") or _compiler()
    if compiler is None:
        return _plain(root, "there is no C compiler")
    os.environ["CC"] = compiler
    os.environ["LDSHARED"] = f"{compiler} -shared"
    with tempfile.TemporaryDirectory() as build:
        names = {str(source.relative_to(root).with_suffix("")).replace("/", "."): source for source in sources}
        modules = cythonize(
            [Extension(name, [str(source)], extra_compile_args=_FLAGS) for name, source in names.items()],
            build_dir=build,
            compiler_directives={"language_level": 3, "boundscheck": False, "wraparound": False, "cdivision": True},
            quiet=True,
        )
        command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
        command.build_temp = command.build_lib = build
        command.ensure_finalized()
        try:
            command.run()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a compiler does, the package installs
            return _plain(root, f"the C compiler failed: {error}")
        for extension in modules:
            made = Path(command.get_ext_fullpath(extension.name))
            # tests build a wheel of this very folder while others run from it: each file is whole at any time
            fresh = names[extension.name].parent / f"{made.name}.new"
            shutil.copyfile(made, fresh)
            fresh.replace(fresh.with_suffix(""))
    return True


def _compiler() -> str | None:
    found = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if found is None and shutil.which("python-zig"):
        return "python-zig cc"
    return found


def _plain(root: Path, reason: str) -> bool:
    for built in root.glob("worker/**/_*.so"):
        built.unlink()
    print(f"newswire runs as plain Python, slower, with the same results: {reason}", file=sys.stderr)
    return False


if __name__ == "__main__":
    build_twins(ROOT)
