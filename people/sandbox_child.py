"""The process in which a stranger's bytes are worked on: a request and the bytes on stdin, an answer out.

It limits itself before it reads anything, and loads our packages without what their `__init__`
brings along, so that neither models nor settings come near.
"""

import gc
import importlib
import json
import math
import resource
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

OUT_OF_MEMORY = 3
_MEMORY = 1024 * 1024 * 1024


class _BarePackages:
    """Finds the folders of this house as packages without a beginning of their own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._rooms = {
            folder.name for folder in root.iterdir() if (folder / "__init__.py").exists()
        }

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        folder = self._root.joinpath(*name.split("."))
        if name.split(".")[0] not in self._rooms or not folder.is_dir():
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        return spec


def _limit(seconds: float) -> None:
    whole = math.ceil(seconds)
    for what, soft, hard in (
        (resource.RLIMIT_AS, _MEMORY, _MEMORY),
        (resource.RLIMIT_CPU, whole, whole + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))


def main(root: str, work: str, seconds: str) -> None:
    _limit(float(seconds))
    sys.meta_path.insert(0, _BarePackages(Path(root)))
    try:
        module = importlib.import_module(work)
        request = json.loads(sys.stdin.buffer.readline())
        sys.stdout.buffer.write(module.answer(request, sys.stdin.buffer.read()))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    # A short life: tidying up costs more than it frees.
    gc.disable()
    main(*sys.argv[1:])
