"""The process in which a stranger's file is examined: a request on stdin, JSON on stdout.

It limits its own memory and time first, and knows nothing of the school but the certificates it is
told to trust: no settings, no database, no keys.
"""

import base64
import gc
import json
import resource
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

_MEMORY = 1024 * 1024 * 1024
SECONDS = 10


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _without_django() -> None:
    """Let the engine be imported without its parents, which bring models and settings along."""
    home = Path(__file__).resolve().parents[2]
    for name in ("documents", "documents.signing"):
        package = ModuleType(name)
        package.__path__ = [str(home.joinpath(*name.split(".")))]
        sys.modules[name] = package


def _without_network() -> None:
    """Nothing is fetched here, and loading what fetches would take a fifth of the whole time."""
    nobody = ModuleType("aiohttp")
    vars(nobody)["__getattr__"] = lambda _name: object  # only types are asked for
    sys.modules["aiohttp"] = nobody


def answer() -> None:
    from documents.signing.examination import Trust, examine  # noqa: PLC0415 after the parents

    asked = json.loads(sys.stdin.buffer.readline())
    trust = Trust(
        anchors=tuple(map(base64.b64decode, asked["anchors"])),
        others=tuple(map(base64.b64decode, asked["others"])),
        tests=frozenset(asked["tests"]),
    )
    at = datetime.fromisoformat(asked["at"])
    found = examine(sys.stdin.buffer.read(), trust, at=at, known=asked["known"])
    json.dump(found.as_json(), sys.stdout)


if __name__ == "__main__":
    # A short life: tidying up costs more than it frees.
    gc.disable()
    _limit()
    _without_django()
    _without_network()
    answer()
