"""Reported problems for tests."""

from typing import Any

from people.incidents import acts
from people.models import Incident, Staff


def problem(by: Staff, kind: str = Incident.Kind.HINDERS, **facts: Any) -> Incident:
    what = {"what": "Bấm Lưu mà điểm không lưu.", **facts}
    return acts.report(Incident(kind=kind, **what), by)
