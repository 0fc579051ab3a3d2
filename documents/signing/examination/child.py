"""The examination of a stranger's file, as `people.sandbox` runs it: it knows only whom to trust."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents.signing.no_network import without_network


def load() -> None:
    """What every examination needs, once for all of them."""
    without_network()
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
