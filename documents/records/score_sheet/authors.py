"""As whom somebody fills in a sheet."""

from typing import Any

from django.http import HttpRequest

from documents.assessment.changes import Author
from documents.records.score_sheet.models import ScoreSheet
from workflows.pages import shell_of
from workflows.permissions import drafters


def author_of(request: HttpRequest, sheet: ScoreSheet) -> Author:
    """In own right first; else for whoever is absent."""
    shell: Any = shell_of(request)
    own = [
        taker for taker in drafters(sheet.approval, shell.roster) if taker.person == shell.staff.pk
    ]
    return Author(shell.staff, min(taker.acting_for or 0 for taker in own) or None)
