"""The one file is put together: our own modules, others' packages, and what the school gives along."""

import json
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement

from documents.checking.offline.imports import needed_by
from documents.checking.offline.known import known

_ENTRIES = ("documents.checking.offline.program", "documents.checking.offline.answers")
_LIBRARIES = ("django", "pyhanko", "pikepdf", "lxml", "cryptography")
# Nothing is fetched and no picture is drawn: what only does that is left out with all it needs.
_UNUSED = {"aiohttp", "pillow"}
_LEFT_OUT = re.compile(
    r"django/contrib/|/locale/(?!vi/|en/)[^/]+/|__pycache__|\.dist-info/|\.pyi$|\.pxd$|\.h$|lxml/includes/"
)
_PLATFORMS = {
    "win_amd64": ("Windows", "AMD64"),
    "x86_64": ("Linux", "x86_64"),
    "aarch64": ("Linux", "aarch64"),
    "arm64": ("Darwin", "arm64"),
}
_OLD = (1980, 1, 1, 0, 0, 0)  # so that the same content gives the same file


class CannotBuild(Exception):
    """A sentence for whoever gave the command."""


def build(target: Path, wheels: Iterable[Path] = ()) -> None:
    """For this machine, or for those that the wheels in these folders are made for. Raises CannotBuild."""
    packages: dict[str, list[str]] = {}
    given = known()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as program:
        _write(program, "__main__.py", (Path(__file__).parent / "start.py").read_bytes())
        for name, data in _house(given["kinds"].values()):
            _write(program, f"house/{name}", data)
        _write(program, "house/known.json", json.dumps(given).encode())
        for number, folder in enumerate(wheels or [None]):
            files = _of_wheels(folder) if folder else _installed()
            packages[f"packages-{number}"] = _made_for(folder) if folder else _here()
            for name, data in files:
                if not _LEFT_OUT.search(name):
                    _write(program, f"packages-{number}/{name}", data)
        _write(program, "packages.json", json.dumps(packages).encode())


def _write(program: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _OLD)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    program.writestr(entry, data)


def _house(kinds: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Our own modules that the check imports, the packages around them empty where it asks for none."""
    root = Path(settings.BASE_DIR)
    files = needed_by((*_ENTRIES, *kinds), root)
    packages = {folder for file in files for folder in file.relative_to(root).parents}
    for folder in sorted(packages - {Path()}):
        if root / folder / "__init__.py" not in files:
            yield f"{folder}/__init__.py", b""
    for file in sorted(files):
        yield str(file.relative_to(root)), file.read_bytes()
    schemas = (
        beside for folder in {file.parent for file in files} for beside in folder.glob("*.xsd")
    )
    for file in (*sorted(schemas), _words(root)):
        yield str(file.relative_to(root)), file.read_bytes()


def _words(root: Path) -> Path:
    catalogue = root / "locale" / "vi" / "LC_MESSAGES" / "django.mo"
    if not catalogue.exists():
        raise CannotBuild("The catalogue of words is missing: run manage.py prepare first.")
    return catalogue


def _installed() -> Iterator[tuple[str, bytes]]:
    for name in sorted(_distributions()):
        for file in sorted(metadata.files(name) or ()):
            path = Path(str(file.locate()))
            if ".." not in file.parts and path.is_file():
                yield str(file), path.read_bytes()


def _distributions() -> set[str]:
    """The libraries, and what they require here."""
    wanted, seen = [*_LIBRARIES], set[str]()
    while wanted:
        name = wanted.pop()
        if name in seen | _UNUSED:
            continue
        seen.add(name)
        for line in metadata.requires(name) or ():
            requirement = Requirement(line)
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                wanted.append(requirement.name.lower().replace("_", "-"))
    return seen


def _here() -> list[str]:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return [version, platform.system(), platform.machine()]


def _of_wheels(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.whl")):
        if path.name.partition("-")[0].lower() not in _UNUSED:
            with zipfile.ZipFile(path) as wheel:
                yield from ((name, wheel.read(name)) for name in sorted(wheel.namelist()))


def _made_for(folder: Path) -> list[str]:
    """Version of Python, system and machine, as the wheel of lxml names them: it is made for each."""
    for path in folder.glob("lxml-*.whl"):
        _lxml, _version, python, _abi, target = path.stem.split("-")
        major, minor = python[2], python[3:]
        for ending, made_for in _PLATFORMS.items():
            if target.endswith(ending):
                return [f"{major}.{minor}", *made_for]
    raise CannotBuild(f"{folder} has no wheel of lxml for a system that is known here.")
