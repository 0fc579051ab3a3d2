"""The program's beginning: unpacks what fits this machine, once, and starts the check.

It becomes `__main__.py` of the one file, and knows nothing but Python's own library.
"""

import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

TOO_OLD = (
    "Chương trình này cần Python {wanted} trên {systems}; máy này có Python {here} trên {system}.\n"
    "This program needs Python {wanted} on {systems}; here is Python {here} on {system}.\n"
)


def main() -> int:
    program = Path(sys.argv[0]).resolve()
    with zipfile.ZipFile(program) as file:
        packages = json.loads(file.read("packages.json"))
        fitting = _fitting(packages)
        if fitting is None:
            sys.stderr.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text file
            sys.stderr.write(_refusal(packages))
            return 2
        folder = _unpacked(file, hashlib.sha256(program.read_bytes()).hexdigest(), fitting)
    sys.path[:0] = [str(folder / "house"), str(folder / fitting)]
    from documents.checking.offline.program import run  # noqa: PLC0415 unpacked just now

    return int(run(sys.argv[1:], folder / "house"))


def _here() -> list[str]:
    return [f"{sys.version_info[0]}.{sys.version_info[1]}", platform.system(), platform.machine()]


def _fitting(packages: "dict[str, list[str]]") -> "str | None":
    return next((folder for folder, made_for in packages.items() if made_for == _here()), None)


def _refusal(packages: "dict[str, list[str]]") -> str:
    here, system, machine = _here()
    return TOO_OLD.format(
        wanted="/".join(sorted({made_for[0] for made_for in packages.values()})),
        systems=", ".join(sorted({f"{each[1]} {each[2]}" for each in packages.values()})),
        here=here,
        system=f"{system} {machine}",
    )


def _unpacked(file: zipfile.ZipFile, sha256: str, fitting: str) -> Path:
    """In a folder of this person alone, named after the whole program; whole or not at all."""
    own = Path(os.environ.get("LOCALAPPDATA") or Path.home() / ".cache") / "so-ky-check"
    folder = own / sha256[:32]
    if not folder.exists():
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = Path(tempfile.mkdtemp(dir=own))
        names = [name for name in file.namelist() if name.startswith(("house/", f"{fitting}/"))]
        file.extractall(fresh, names)
        try:
            fresh.rename(folder)
        except OSError:  # somebody was quicker
            shutil.rmtree(fresh)
    return folder


if __name__ == "__main__":
    sys.exit(main())
