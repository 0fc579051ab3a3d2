"""Which classes and pupils somebody may see."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from people.door import Act, may_do
from people.models import Enrolment, Pupil, SchoolClass
from people.movements.acts import ACTS
from people.movements.enrolments import with_place
from people.movements.models import Kind
from people.offices import TEACHERS_OF_A_CLASS
from people.powers import Powers
from people.pupils.acts import SEE_PUPIL


def classes_seen_by(powers: Powers) -> QuerySet[SchoolClass]:
    """All classes for leaders and the office, one's own for teachers."""
    posts = powers.posts(SEE_PUPIL.may)
    classes = SchoolClass.objects.select_related("year", "site")
    if any(post.duty not in TEACHERS_OF_A_CLASS for post in posts):
        return classes
    return classes.filter(pk__in={post.place[0] for post in posts})


def pupils_seen_by(powers: Powers) -> QuerySet[Pupil]:
    """With their `place`. Whoever may admit finds those, too, whose admission was taken back."""
    seen = Q(place__in=classes_seen_by(powers).values("pk"))
    return with_place().filter(
        seen | Q(place=None) if may_do(ACTS[Kind.ADMISSION], powers) else seen
    )


_WITH_CLASSES = Prefetch("enrolments", Enrolment.objects.select_related("school_class__year"))


def pupil_for(
    powers: Powers, public_id: object, act: Act = SEE_PUPIL
) -> tuple[Pupil, SchoolClass | None]:
    """The pupil, all enrolments loaded, with the class that is his or her `place`.

    Not to be seen: not found.
    """
    everybody = with_place().prefetch_related(_WITH_CLASSES)
    pupil = get_object_or_404(everybody, public_id=public_id)
    classes = {one.school_class_id: one.school_class for one in pupil.enrolments.all()}
    of = classes.get(pupil.place)  # type: ignore[attr-defined]
    place = (of.pk,) if of else ()
    if not may_do(SEE_PUPIL, powers, place):
        raise Http404
    if act is not SEE_PUPIL and not may_do(act, powers, place):
        raise PermissionDenied
    return pupil, of
