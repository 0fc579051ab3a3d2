"""A stranger's file is examined in the sandbox; where that is not possible, the finding says why."""

import base64
import hashlib
import json
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from documents.signing import anchors
from documents.signing.examination import Examination, Trust
from people import sandbox

_WORK = "documents.signing.examination.child"


def examine(pdf: bytes, known: int = 0) -> Examination:
    """What these bytes prove to the school now.

    The first `known` bytes are a file of ours that was given out to be signed. Takes half a second
    on an idle machine.
    """
    if len(pdf) > settings.SOKY_UPLOAD_BYTES:
        return replace(unexamined(pdf), faults=("too_large",))
    return examine_kept(pdf, known)


def examine_kept(pdf: bytes, known: int = 0) -> Examination:
    """The same of a file in our archive, which may have grown beyond what may be uploaded."""
    nothing = unexamined(pdf)
    request = {**_plain(anchors.trust()), "at": nothing.examined_at.isoformat(), "known": known}
    try:
        return Examination.from_json(json.loads(sandbox.run(_WORK, pdf, request)))
    except sandbox.Busy:
        return nothing
    except sandbox.Exhausted:
        return replace(nothing, faults=("exhausting",))
    except (sandbox.NoAnswer, ValueError, TypeError, LookupError):
        return replace(nothing, faults=("unreadable",))


def unexamined(pdf: bytes) -> Examination:
    """Of a file for which there is no time: its hash alone."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    return Examination(sha256, len(pdf), timezone.now(), faults=("busy",))


def _plain(trust: Trust) -> dict[str, list[str]]:
    return {
        "anchors": [base64.b64encode(der).decode() for der in trust.anchors],
        "others": [base64.b64encode(der).decode() for der in trust.others],
        "tests": sorted(trust.tests),
    }
