"""The examination of a stranger's file, as `people.sandbox` runs it: it knows only whom to trust."""

import base64
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from types import ModuleType
from typing import Any


def _without_network() -> None:
    """Nothing is fetched here, and loading what fetches would take a fifth of the whole time."""
    nobody = ModuleType("aiohttp")
    vars(nobody)["__getattr__"] = lambda _name: object  # only types are asked for
    sys.modules["aiohttp"] = nobody


def load() -> None:
    """What every examination needs, once for all of them."""
    _without_network()
    from documents.signing.examination import examiner  # noqa: F401, PLC0415 after the above


def answer(request: Mapping[str, Any], pdf: bytes) -> bytes:
    load()
    from documents.signing.examination.examiner import examine  # noqa: PLC0415 after the above
    from documents.signing.examination.trust import Trust  # noqa: PLC0415 as above

    trust = Trust(
        anchors=tuple(map(base64.b64decode, request["anchors"])),
        others=tuple(map(base64.b64decode, request["others"])),
        tests=frozenset(request["tests"]),
    )
    at = datetime.fromisoformat(request["at"])
    return json.dumps(examine(pdf, trust, at=at, known=request["known"]).as_json()).encode()
