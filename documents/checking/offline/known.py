"""What the school gives along with the program: no names, only certificates, keys and hashes of files."""

import base64
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from documents.checking.other_files import offline_kinds
from documents.checking.verdicts import Outcome
from documents.document import Document
from documents.models import SigningKey
from documents.signing import anchors
from people.years.running import school_name
from workflows import registry
from workflows.models import Approval, Event
from workflows.states import Step


def known() -> dict[str, Any]:
    """As JSON can hold it; `answers.py` makes a `Knowledge` of it."""
    trust = anchors.trust()
    keys = SigningKey.objects.values_list("fingerprint", "revoked_at")
    return {
        "school": school_name(),
        "made_at": timezone.localtime().isoformat(timespec="minutes"),
        "anchors": [base64.b64encode(each).decode() for each in trust.anchors],
        "others": [base64.b64encode(each).decode() for each in trust.others],
        "tests": sorted(trust.tests),
        "keys": {print_: at and at.isoformat() for print_, at in keys},
        "files": dict(_files()),
        "kinds": offline_kinds(),
    }


def _files() -> Iterator[tuple[str, str]]:
    """Every file with which a record was finished, and how it stands today."""
    for kind in registry.all_types():
        if issubclass(kind.model, Document):
            yield from _files_of(kind, kind.model)


def _files_of(kind: registry.RecordType, model: type[Document]) -> Iterator[tuple[str, str]]:
    approvals = Approval.objects.filter(record_type=kind.name)
    events = Event.objects.filter(approval__in=approvals)
    last = events.filter(kind=kind.path[-1])
    finished = dict(last.order_by("revision").values_list("approval", "revision"))
    running = dict(approvals.values_list("pk", "revision"))
    opened = set(events.filter(kind=Step.UNLOCK).values_list("approval", "revision"))
    for sha256, approval, revision in model.finished_files(last):
        if kind.withdrawn_on_request and (approval, revision) in opened:
            yield sha256, Outcome.WITHDRAWN
        elif revision < finished[approval]:
            yield sha256, Outcome.SUPERSEDED
        else:
            is_opened = running[approval] > revision
            yield sha256, Outcome.BEING_CORRECTED if is_opened else Outcome.CURRENT
