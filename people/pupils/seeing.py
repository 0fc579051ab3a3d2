"""Which classes and pupils somebody may see."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from people.door import Act, may_do
from people.models import Duty, Enrolment, Pupil, SchoolClass
from people.powers import Powers
from people.pupils.acts import SEE_PUPIL

_OF_A_CLASS = frozenset({Duty.HOMEROOM_TEACHER, Duty.SUBJECT_TEACHER})


def classes_seen_by(powers: Powers) -> QuerySet[SchoolClass]:
    """All classes for leaders and the office, one's own for teachers."""
    posts = powers.posts(SEE_PUPIL.may)
    classes = SchoolClass.objects.select_related("year", "site")
    if any(post.duty not in _OF_A_CLASS for post in posts):
        return classes
    return classes.filter(pk__in={post.place[0] for post in posts})


_WITH_CLASSES = Prefetch("enrolments", Enrolment.objects.select_related("school_class__year"))


def _present_or_last(pupil: Pupil) -> Enrolment | None:
    """The newest that has begun, else the first to come: a class of next year gives no say yet."""
    today = timezone.localdate()
    rows = sorted(pupil.enrolments.all(), key=lambda one: one.starts_on)
    begun = [one for one in rows if one.starts_on <= today]
    return begun[-1] if begun else next(iter(rows), None)


def pupil_for(
    powers: Powers, public_id: object, act: Act = SEE_PUPIL
) -> tuple[Pupil, SchoolClass | None]:
    """The pupil, all enrolments loaded, with the class he or she is in, else was in last.

    Not to be seen: not found.
    """
    pupil = get_object_or_404(Pupil.objects.prefetch_related(_WITH_CLASSES), public_id=public_id)
    last = _present_or_last(pupil)
    place = (last.school_class_id,) if last else ()
    if not may_do(SEE_PUPIL, powers, place):
        raise Http404
    if act is not SEE_PUPIL and not may_do(act, powers, place):
        raise PermissionDenied
    return pupil, last.school_class if last else None
