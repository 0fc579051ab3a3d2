"""Recording what honours a pupil, until the year's book of the class is closed."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.honours.models import ClassRecognition, Praise
from documents.assessment.rules.completion import Recognition
from documents.assessment.year_end import open_year_of
from people.door import Act, change, declare
from people.models import Duty, SchoolClass, Staff
from people.offices import CLASS_AND_LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

SEE = declare(
    Act(
        "honours_seen",
        gettext_lazy("Honours"),
        gettext_lazy("%(who)s saw the honours of %(school_class)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
RECOGNISE = declare(
    Act(
        "class_recognition",
        gettext_lazy("Recognised by the class"),
        gettext_lazy("%(who)s recorded whom %(school_class)s recognises."),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)
PRAISE = declare(
    Act(
        "praise_recorded",
        gettext_lazy("Praise recorded"),
        gettext_lazy("%(who)s recorded a praise of %(pupil)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)


def recognitions_of(school_class: SchoolClass) -> dict[int, Recognition]:
    """By pupil, as the rules of the circular ask for them; what was taken out is left out."""
    rows = ClassRecognition.objects.filter(school_class=school_class).exclude(in_what="")
    return {row.pupil_id: Recognition(row.in_what, row.agreed_on) for row in rows if row.agreed_on}


def praises_of(school_class: SchoolClass) -> list[Praise]:
    rows = Praise.objects.filter(school_class=school_class, is_withdrawn=False)
    return list(rows.select_related("pupil", "by"))


def recognise(
    school_class: SchoolClass, agreed_on: date, in_what: Mapping[int, str], by: Staff
) -> None:
    """Of each pupil named in what the class recognises him or her; nothing takes it out. Raises Refusal."""
    with change(RECOGNISE, by, (school_class.pk,), school_class=school_class.pk):
        _check(school_class, agreed_on)
        rows = {
            row.pupil_id: row for row in ClassRecognition.objects.filter(school_class=school_class)
        }
        for pupil, code in in_what.items():
            row = rows.get(pupil) or ClassRecognition(pupil_id=pupil, school_class=school_class)
            if (row.in_what, row.agreed_on) != (code, agreed_on) and (code or row.pk):
                row.in_what, row.agreed_on, row.by = code, agreed_on, by
                row.save()


def praise(row: Praise, by: Staff) -> None:
    """Raises Refusal."""
    with change(PRAISE, by, (row.school_class_id,), pupil=row.pupil_id):
        _check(row.school_class, row.on)
        row.by = by
        row.save()


def withdraw(row: Praise, by: Staff) -> None:
    """It was entered by mistake; its history keeps it."""
    with change(PRAISE, by, (row.school_class_id,), pupil=row.pupil_id):
        _check(row.school_class, row.on)
        if not Praise.objects.filter(pk=row.pk, is_withdrawn=False).exists():
            raise ChangedMeanwhile
        row.is_withdrawn = True
        row.save()


def _check(school_class: SchoolClass, day: date) -> None:
    year = open_year_of(school_class)
    if not year.starts_on <= day <= min(year.ends_on, timezone.localdate()):
        raise Refusal(
            _("The day must lie in the school year, and not in the future."),
            "day_not_in_year_so_far",
        )
