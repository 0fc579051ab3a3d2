"""Whose attendance somebody may see, and whose he or she may take."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from people.attendance.acts import TAKE
from people.door import may_do
from people.models import Duty, SchoolClass, SchoolYear
from people.powers import Powers

WORKING = (SchoolYear.State.OPEN, SchoolYear.State.CLOSING)


def attends(powers: Powers, school_class: int) -> bool:
    return may_do(TAKE, powers, (school_class,))


def attended_class(powers: Powers, school_class: int) -> SchoolClass:
    """The class, for its homeroom teacher and the leaders; everybody else is turned away."""
    if not attends(powers, school_class):
        raise PermissionDenied
    return get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)


def attended_classes(powers: Powers) -> QuerySet[SchoolClass]:
    """Of years at work: all classes for leaders, one's own for a homeroom teacher."""
    posts = powers.posts(TAKE.may)
    classes = SchoolClass.objects.select_related("year").filter(year__state__in=WORKING)
    if any(post.duty != Duty.HOMEROOM_TEACHER for post in posts):
        return classes
    return classes.filter(pk__in={post.place[0] for post in posts})
