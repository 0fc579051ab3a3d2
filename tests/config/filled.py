"""Fills the home of a server: many minutes that wait for the vice principal, who is signed in already."""

import json
import sys
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from people.models import Assignment, SchoolYear
from tests import school
from workflows import bulk, folds
from workflows.loaded import StepRequest
from workflows.models import Approval
from workflows.states import Step

MANY = 300


def fill() -> None:
    """Prints how to come in and what to choose, as JSON. Called in a process of the server's settings."""
    found = school.found()
    today = timezone.localdate()
    SchoolYear.objects.update(
        starts_on=today - timedelta(days=120), ends_on=today + timedelta(days=150)
    )
    Assignment.objects.update(starts_on=today - timedelta(days=100))
    approvals = [found.minutes().approval for _number in range(MANY)]
    chosen = [(each, each.version) for each in approvals]
    bulk.take_many(StepRequest(Step.SUBMIT, found.dao), chosen, key="0" * 32)
    client = Client()
    client.force_login(found.minh, "people.accounts.backend.StaffBackend")
    [fold] = folds.folds_of(Step.SIGN, Approval.objects.all())
    sys.stdout.write(json.dumps({"session": client.cookies["sessionid"].value, "fold": fold.key}))
