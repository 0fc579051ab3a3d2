"""What keeps a transcript from becoming a digital one: fields that are missing, what a schema cannot say."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from documents.records.transcript.xml import schema
from people.refusals import Problem

Node = Any


def objections(data: Node) -> list[Problem]:
    """Field by field; none where it may be signed."""
    return [*_by_schema(data), *_days(data), *_subjects(data)]


def _by_schema(data: Node) -> Iterator[Problem]:
    for fault in schema.faults_of(data):
        yield Problem(_("The digital transcript is not complete: %s") % fault, "not_by_schema")


def _days(data: Node) -> Iterator[Problem]:
    """A day is a text there: 31/02/2017 would pass."""
    for node in data.iter("NGAY_SINH", "NGAY_TRANG_THAI_CHUYEN_DEN", "NGAY_KY_PHAT_HANH_HOC_BA"):
        try:
            datetime.strptime(node.text or "", "%d/%m/%Y")  # noqa: DTZ007 a day has no hour
        except ValueError:
            said = _("%(field)s: %(text)s is no day.") % {"field": node.tag, "text": node.text}
            yield Problem(said, "no_day")


def _subjects(data: Node) -> Iterator[Problem]:
    codes = Counter(node.text for node in data.iter("MA_MON_HOC"))
    for code, number in codes.items():
        if number > 1:
            yield Problem(_("The subject %s stands there twice.") % code, "subject_twice")
