"""Entering what a pupil reached in summer, and deciding whether he or she moves up."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.columns import LEVEL, MARK
from documents.assessment.rules.facts import Supplement
from documents.assessment.supplements.models import SupplementaryAssessment
from documents.assessment.terms import SubjectLevel, TraitLevel
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import Duty, SchoolYear, Staff
from people.offices import CLASS_AND_LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

SEE = declare(
    Act(
        "supplements_seen",
        gettext_lazy("Supplementary assessment"),
        gettext_lazy("%(who)s saw the supplementary assessments of %(school_class)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
ENTER = declare(
    Act(
        "supplement_entered",
        gettext_lazy("Supplementary assessment entered"),
        gettext_lazy("%(who)s entered the supplementary assessment of %(pupil)s."),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)
DECIDE = declare(
    Act(
        "supplement_decided",
        gettext_lazy("Moving up decided"),
        gettext_lazy("%(who)s decided whether %(pupil)s moves up."),
        (Duty.PRINCIPAL,),
        in_person=False,
    )
)


def seen_of(row: SupplementaryAssessment | None) -> str:
    if row is None or row.pk is None:
        return ""
    return fingerprint_of(row.plan, row.values, row.proposal, row.moves_up, row.decided_on)


def enter(row: SupplementaryAssessment, by: Staff, *, seen: str) -> None:
    """Keep plan, new values and proposal; `seen` is what stood on the page. Raises Refusal."""
    place = (row.school_class_id,)
    with change(ENTER, by, place, pupil=row.pupil_id, school_class=row.school_class_id) as about:
        stored = _stored(row)
        _check_year(row)
        if stored is not None and stored.is_decided:
            raise Refusal(_("The principal has decided: nothing is changed any more."), "decided")
        if seen_of(stored) != seen:
            raise ChangedMeanwhile
        row.entered_by = by
        row.save()
        about["values"] = fingerprint_of(row.values)


def decide(row: SupplementaryAssessment, by: Staff, *, moves_up: bool, seen: str) -> None:
    """Once, upon a proposal. Raises Refusal."""
    about = {"pupil": row.pupil_id, "school_class": row.school_class_id}
    with change(DECIDE, by, (), moves_up=moves_up, **about):
        stored = _stored(row)
        _check_year(row)
        if stored is None or stored.is_decided or seen_of(stored) != seen:
            raise ChangedMeanwhile
        if not stored.proposal:
            said = _("The homeroom teacher has not proposed anything yet.")
            raise Refusal(said, "no_proposal")
        stored.moves_up, stored.decided_by, stored.decided_on = moves_up, by, timezone.localdate()
        stored.save()


def _stored(row: SupplementaryAssessment) -> SupplementaryAssessment | None:
    rows = SupplementaryAssessment.objects.select_for_update(of=("self",))
    return rows.filter(pupil=row.pupil_id, school_class=row.school_class_id).first()


def _check_year(row: SupplementaryAssessment) -> None:
    year = SchoolYear.objects.select_for_update().get(pk=row.school_class.year_id)
    if not year.takes_work:
        said = _("The school year %s is not open: nothing is changed in it.")
        raise Refusal(said % year, "year_not_open")


def as_rule(row: SupplementaryAssessment | None) -> Supplement | None:
    """As the rules of the circular are asked about it."""
    if row is None:
        return None
    levels, marks, traits = {}, {}, {}
    for key, value in row.values.items():
        code, _dot, cell = key.partition(".")
        if cell == LEVEL:
            levels[code] = SubjectLevel(value)
        elif cell == MARK:
            marks[code] = int(value)
        else:
            traits[code] = TraitLevel(value)
    return Supplement(levels, marks, traits, row.decided_on, bool(row.moves_up))
