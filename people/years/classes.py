"""What a class may be called, and which grade that is."""

from django.utils.translation import gettext as _

from people.models import Enrolment, SchoolClass
from people.refusals import Refusal

_GRADES = frozenset("12345")


def insist_on_name(name: str) -> None:
    """It begins with its grade and fits into its place. Raises Refusal."""
    if name[:1] not in _GRADES:
        raise Refusal(
            _("“%s”: the name of a class begins with its grade, 1 to 5.") % name,
            "class_name_without_grade",
        )
    longest = SchoolClass._meta.get_field("name").max_length or 0
    if len(name) > longest:
        facts = {"name": name[:30], "most": longest}
        raise Refusal(
            _("“%(name)s”: the name of a class has at most %(most)d characters.") % facts,
            "class_name_too_long",
        )


def insist_on_class(row: SchoolClass) -> None:
    """Its name says its grade, no other class of the year bears it. Raises Refusal."""
    insist_on_name(row.name)
    if int(row.name[0]) != row.grade:
        raise Refusal(
            _("The grade of %s is the first digit of its name.") % row.name,
            "class_name_of_other_grade",
        )
    others = SchoolClass.objects.filter(year=row.year, name__iexact=row.name).exclude(pk=row.pk)
    if others.exists():
        raise Refusal(_("There is a class %s in this year already.") % row.name, "class_name_taken")
    before = SchoolClass.objects.filter(pk=row.pk).exclude(grade=row.grade)
    if before.exists() and Enrolment.objects.filter(school_class=row.pk).exists():
        raise Refusal(
            _("Pupils have been in this class: its grade stays as it is."), "class_has_pupils"
        )
