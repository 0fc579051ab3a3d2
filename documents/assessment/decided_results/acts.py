"""Deciding a result of the year otherwise than computed, until the year's book is closed."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.decided_results.models import LONGEST_REASON, DecidedResult
from documents.assessment.rules.facts import PupilYear
from documents.assessment.terms import YearResult
from documents.assessment.year_end import open_year_of
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import Duty, SchoolClass, Staff
from people.offices import CLASS_AND_LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

SEE = declare(
    Act(
        "decided_results_seen",
        gettext_lazy("Results of the year"),
        gettext_lazy("%(who)s saw the results of the year of %(school_class)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
DECIDE = declare(
    Act(
        "result_decided",
        gettext_lazy("Result of the year decided"),
        gettext_lazy(
            "%(who)s decided the result of the year of %(pupil)s: %(result)s, computed %(computed)s."
        ),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)
TAKE_BACK = declare(
    Act(
        "decision_taken_back",
        gettext_lazy("Decided result taken back"),
        gettext_lazy("%(who)s took back the decided result of the year of %(pupil)s."),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)


@dataclass(frozen=True, slots=True)
class Computed:
    """What the rules make of a pupil's cells, and the cells: what somebody decides upon."""

    result: YearResult | None
    year: PupilYear

    @property
    def cells(self) -> str:
        """Their fingerprint; words are none of them."""
        subjects = [(code, of.level, of.marks) for code, of in self.year.subjects.items()]
        traits, left_out = self.year.traits.items(), self.year.left_out
        return fingerprint_of(sorted(subjects), sorted(traits), sorted(left_out))


def decided_results_of(school_class: SchoolClass) -> dict[int, DecidedResult]:
    """By pupil, those that are in force."""
    rows = DecidedResult.objects.filter(school_class=school_class).exclude(result="")
    return {row.pupil_id: row for row in rows.select_related("by")}


def seen_of(row: DecidedResult | None, computed: Computed) -> str:
    kept = (row.result, row.reason) if row and row.is_in_force else ()
    return fingerprint_of(kept, computed.result, computed.cells)


def decide(
    row: DecidedResult, result: YearResult, computed: Computed, by: Staff, *, seen: str
) -> None:
    """`seen` is what stood on the page: the cells and the last decision. Raises Refusal."""
    about = {"pupil": row.pupil_id, "school_class": row.school_class_id}
    with change(DECIDE, by, (row.school_class_id,), **about) as told:
        stored = _stored(row)
        if seen_of(stored, computed) != seen:
            raise ChangedMeanwhile
        row.pk, row.computed = stored.pk if stored else None, _known(computed, result).value
        row.result, row.cells, row.reason = result.value, computed.cells, _reason(row.reason)
        row.by, row.decided_on = by, timezone.localdate()
        row.save()
        told.update(result=row.result, computed=row.computed, reason=fingerprint_of(row.reason))


def _known(computed: Computed, decided: YearResult) -> YearResult:
    """There is something that is decided otherwise."""
    if computed.result is None:
        said = _("The result cannot be computed yet: nothing can be decided otherwise.")
        raise Refusal(said, "not_computed")
    if computed.result == decided:
        said = _("This is what is computed: there is nothing to decide otherwise.")
        raise Refusal(said, "as_computed")
    return computed.result


def _reason(typed: str) -> str:
    if not typed.strip():
        raise Refusal(_("Say why you decide otherwise."), "decision_without_reason")
    if len(typed.strip()) > LONGEST_REASON:
        said = _("The reason is too long: %d letters at most.")
        raise Refusal(said % LONGEST_REASON, "reason_too_long")
    return typed.strip()


def take_back(row: DecidedResult, computed: Computed, by: Staff, *, seen: str) -> None:
    """What is computed counts again; its history keeps the decision. Raises Refusal."""
    about = {"pupil": row.pupil_id, "school_class": row.school_class_id}
    with change(TAKE_BACK, by, (row.school_class_id,), **about):
        stored = _stored(row)
        if stored is None or not stored.is_in_force or seen_of(stored, computed) != seen:
            raise ChangedMeanwhile
        stored.result, stored.by, stored.decided_on = "", by, timezone.localdate()
        stored.save()


def _stored(row: DecidedResult) -> DecidedResult | None:
    open_year_of(row.school_class)
    return DecidedResult.objects.filter(pupil=row.pupil_id, school_class=row.school_class).first()
