"""The roll-over: what the new year takes from the old one; first looked at, then done as one."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.models import (
    Duty,
    Enrolment,
    Movement,
    Pupil,
    SchoolClass,
    SchoolYear,
    Staff,
    YearOutcome,
)
from people.movements.acts import record_many
from people.movements.models import Kind
from people.movements.rules import LAST_GRADE
from people.new_year.carried_over import CarriedOver, carried_over
from people.refusals import ChangedMeanwhile, Problem, Refusal
from people.staffing.gaps import gaps_if

ROLL_OVER = declare(
    Act(
        "year_rolled_over",
        gettext_lazy("Year rolled over"),
        gettext_lazy(
            "%(who)s moved %(moves)d pupils, %(classes)d classes and %(cells)d lessons into the school"
            " year %(year)s (list %(list)s)."
        ),
        (Duty.RECORDS_BOARD, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
    )
)
_KINDS = {
    YearOutcome.Outcome.PROMOTED: Kind.PROMOTION,
    YearOutcome.Outcome.KEPT_BACK: Kind.REPETITION,
    YearOutcome.Outcome.COMPLETED: Kind.COMPLETION,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one pupil."""

    pupil: Pupil
    left: SchoolClass
    kind: Kind | None  # nothing was decided yet
    entered: str = ""
    leaves_after: date | None = None  # the last day here, where the new year has begun by then

    @property
    def words(self) -> str:
        if self.leaves_after:
            return _("leaves after %s") % f"{self.leaves_after:%d/%m/%Y}"
        if self.kind is None:
            return _("not decided")
        return f"{self.kind.label}{f' → {self.entered}' if self.entered else ''}"


@dataclass
class Preview:
    """The whole roll-over as a list, and what is still open in it."""

    old: SchoolYear
    new: SchoolYear
    carried: CarriedOver
    lines: list[Line]
    open: list[Problem] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return [one.name for one in self.carried.fresh]

    @cached_property
    def lessons(self) -> list[str]:
        return self.carried.told()

    @property
    def fingerprint(self) -> str:
        """Of everything listed: who applies it applies what he or she has looked at."""
        moves = [[line.pupil.pk, line.left.pk, line.kind, line.entered] for line in self.lines]
        listed = json.dumps([self.new.pk, self.classes, self.lessons, moves], ensure_ascii=False)
        return hashlib.sha256(listed.encode()).hexdigest()

    def by_class(self) -> Iterator[tuple[SchoolClass, list[Line]]]:
        for school_class in dict.fromkeys(line.left for line in self.lines):
            yield school_class, [line for line in self.lines if line.left == school_class]


def preview(old: SchoolYear, new: SchoolYear) -> Preview:
    """Look at it: nothing is saved. The gaps are those of the new year with what is carried over."""
    found = Preview(old, new, carried_over(old, new), list(_lines(old, new)))
    gaps = gaps_if(new, found.carried.classes, found.carried.duties)
    found.open += [gap for gap in gaps if gap.is_blocking]
    found.open += _nowhere(found.lines, found.carried)
    found.open += _undecided(found.lines) + _leaving_later(found.lines)
    return found


def _nowhere(lines: list[Line], carried: CarriedOver) -> list[Problem]:
    """Classes that pupils are to enter and that the new year does not have."""
    there = {one.name for one in carried.classes}
    missing = sorted({line.entered for line in lines if line.entered} - there)
    return [
        Problem(
            _(
                "The school year %(year)s has no class %(class)s, which pupils of %(left)s are to enter."
            )
            % {"year": carried.new, "class": name, "left": _left_for(name, lines)},
            "class_of_new_year_missing",
        )
        for name in missing
    ]


def _left_for(entered: str, lines: list[Line]) -> str:
    return ", ".join(dict.fromkeys(str(line.left) for line in lines if line.entered == entered))


def _undecided(lines: list[Line]) -> list[Problem]:
    return [
        Problem(
            _("%(class)s: nothing is decided of %(pupil)s.")
            % {"class": line.left, "pupil": line.pupil},
            "undecided",
        )
        for line in lines
        if line.kind is None and not line.leaves_after
    ]


def _leaving_later(lines: list[Line]) -> list[Problem]:
    """Whose leaving was recorded for a day in the new year: nobody moves up before an act that counts."""
    return [
        Problem(
            _(
                "%(class)s: %(pupil)s leaves after %(day)s. Take that back first, and record it anew."
            )
            % {"class": line.left, "pupil": line.pupil, "day": f"{line.leaves_after:%d/%m/%Y}"},
            "leaves_later",
        )
        for line in lines
        if line.leaves_after
    ]


def apply(old: SchoolYear, new: SchoolYear, by: Staff, seen: str) -> Preview:
    """Do what was looked at, in one transaction. Raises Refusal where it changed or is open."""
    with change(ROLL_OVER, by, year=new.pk) as about:
        _take_turns(old, new)
        found = preview(old, new)
        if found.fingerprint != seen:
            raise ChangedMeanwhile(
                _("The list has changed since you looked at it. Please look again.")
            )
        if found.open:
            raise Refusal(found.open)
        found.carried.keep(by)
        moves = list(_moves(found))
        if not moves:
            raise Refusal(
                _("There is nobody to move: this roll-over was done already."), "nobody_to_move"
            )
        record_many(moves, by)
        about |= {
            "moves": len(moves),
            "classes": len(found.classes),
            "cells": len(found.lessons),
            "list": seen[:12],
        }
    return found


def _take_turns(old: SchoolYear, new: SchoolYear) -> None:
    """Two people rolling over, opening or locking these years do so one after the other."""
    years = {one.pk: one for one in SchoolYear.objects.select_for_update().order_by("pk")}
    if years[new.pk].state != SchoolYear.State.PLANNED:
        raise Refusal(
            _("The new school year must be planned, and not open yet."), "new_year_not_planned"
        )
    old.state = years[old.pk].state


def _lines(old: SchoolYear, new: SchoolYear) -> Iterator[Line]:
    """Everybody who is in a class of the old year until the new one, in the order of classes and names."""
    decided = YearOutcome.objects.filter(year=old, pupil=OuterRef("pupil")).values("outcome")
    until_then = Q(ends_on=None) | Q(ends_on__gte=new.starts_on)
    there = Enrolment.objects.filter(until_then, school_class__year=old)
    rows = there.annotate(outcome=Subquery(decided)).select_related("pupil", "school_class")
    for row in rows.order_by(
        "school_class__grade", "school_class__name", "pupil__name_key", "pupil"
    ):
        kind = _KINDS[YearOutcome.Outcome(row.outcome)] if row.outcome else None
        entered = _entered(row.school_class, kind)
        yield Line(row.pupil, row.school_class, kind, entered, row.ends_on)


def _entered(left: SchoolClass, kind: Kind | None) -> str:
    if kind == Kind.PROMOTION and left.grade < LAST_GRADE:
        return f"{left.grade + 1}{left.name[1:]}"
    return left.name if kind == Kind.REPETITION else ""


def _moves(found: Preview) -> Iterator[Movement]:
    classes = {one.name: one for one in found.new.classes.select_related("year")}
    for line in found.lines:
        completed = line.kind == Kind.COMPLETION
        yield Movement(
            pupil=line.pupil,
            kind=str(line.kind),
            on=found.old.ends_on + timedelta(days=1) if completed else found.new.starts_on,
            to_class=classes.get(line.entered),
            reason=_("Roll-over to %s") % found.new,
        )
