"""The assignment of teaching, written through the same door as the grid on screen."""

from collections.abc import Iterable
from typing import Any

from people.imports.verdicts import Outcome, Scope, Verdict
from people.models import Assignment, Staff
from people.staffing.teaching import Cell, assign_many, holders


def write(verdicts: Iterable[Verdict], scope: Scope) -> dict[str, Any]:
    places = {
        Cell(one.values["class"], one.values["subject"]): one.values["staff"]
        for one in verdicts
        if one.outcome in {Outcome.NEW, Outcome.CHANGED}
    }
    before = holders(scope.year, scope.on)
    staff = Staff.objects.in_bulk(set(places.values()))
    wanted = {cell: staff[person] for cell, person in places.items()}
    assign_many(scope.year, wanted, scope.on, scope.by)
    return {
        "year": scope.year.pk,
        "on": scope.on.isoformat(),
        "cells": [
            [cell.school_class, cell.subject, person, [_kept(one) for one in before.get(cell, [])]]
            for cell, person in places.items()
        ],
    }


def _kept(one: Assignment) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "staff": one.staff_id,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
        "decision": one.decision,
        "tasks": one.tasks,
    }
