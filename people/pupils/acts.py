"""Changing what is known of a pupil, and who may see it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.models import Duty, Guardian, ProtectedFacts, Pupil, Reading, Staff
from people.offices import CLASS_AND_OFFICE, CLASS_OFFICE_AND_BOARD
from people.pupils.seen import insist_on_protected, insist_on_vitae

SEE_PUPIL = declare(
    Act(
        "pupil_seen",
        gettext_lazy("A pupil's page"),
        gettext_lazy("%(who)s saw the page of %(pupil)s."),
        (Duty.SUBJECT_TEACHER, *CLASS_OFFICE_AND_BOARD),
        in_person=False,
        is_told=False,
    )
)
CHANGE_PUPIL = declare(
    Act(
        "pupil_changed",
        gettext_lazy("Pupil's data changed"),
        gettext_lazy("%(who)s changed the data of %(pupil)s."),
        CLASS_OFFICE_AND_BOARD,
        in_person=False,
    )
)
CHANGE_PROTECTED = declare(
    Act(
        "protected_changed",
        gettext_lazy("Protected data changed"),
        gettext_lazy("%(who)s changed the protected data of %(pupil)s."),
        CLASS_AND_OFFICE,
        in_person=False,
    )
)


def save_pupil(
    pupil: Pupil, guardians: Iterable[Guardian], by: Staff, school_class: int, *, seen: str
) -> None:
    """The curriculum vitae with the people who care for the pupil; an unnamed one is taken out.

    `seen` is the fingerprint of what the person saw. Raises Refusal.
    """
    guardians = list(guardians)
    with change(CHANGE_PUPIL, by, (school_class,), pupil=pupil.pk):
        insist_on_vitae(pupil, guardians, seen)
        pupil.save()
        save_guardians(pupil, guardians)


def save_guardians(pupil: Pupil, guardians: Iterable[Guardian]) -> None:
    for guardian in guardians:
        guardian.pupil = pupil
        if guardian.full_name:
            guardian.save()
        elif guardian.pk:
            guardian.delete()


def save_protected(facts: ProtectedFacts, by: Staff, school_class: int, *, seen: str) -> None:
    """`seen` as with the curriculum vitae. Raises Refusal."""
    with change(CHANGE_PROTECTED, by, (school_class,), pupil=facts.pupil_id):
        insist_on_protected(facts, seen)
        facts.save()


def read_protected(pupil: Pupil, by: Staff, purpose: str) -> ProtectedFacts:
    """What is protected of this pupil; that it was read, by whom and what for, is kept."""
    Reading.objects.create(pupil=pupil, by=by, purpose=purpose)
    return ProtectedFacts.objects.filter(pupil=pupil).first() or ProtectedFacts(pupil=pupil)
