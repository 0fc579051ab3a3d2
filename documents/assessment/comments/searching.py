"""Sentences that somebody looks for: by words with or without tones, by what they are for, and whose."""

from typing import Any

from django.db.models import QuerySet

from documents.assessment.comments.forms import OWN, SCHOOL
from documents.assessment.comments.occasions import usable_by
from documents.assessment.models import BankSentence
from people.models import Staff
from people.searching import holding


def found_for(staff: Staff, sought: dict[str, Any]) -> QuerySet[BankSentence]:
    rows = usable_by(staff).filter(holding(sought.get("q", ""), "text"))
    for field in ("about", "level"):
        if sought.get(field):
            rows = rows.filter(**{field: sought[field]})
    if sought.get("whose") == SCHOOL:
        rows = rows.filter(owner=None)
    if sought.get("whose") == OWN:
        rows = rows.filter(owner=staff)
    return rows
