"""What is still missing of a pupil's facts that a digital transcript must name."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from people.models import Guardian, Measurement, ProtectedFacts, Pupil
from people.movements.closing import ask_before_leaving

# Mandatory in the data of a transcript (CV 2088/BGDĐT-GDTH, appendix 1) and in the pupil's own row.
_OWN = ("personal_id", "ministry_code", "birth_place", "home_place", "residence", "nationality")


def with_facts(pupils: QuerySet[Pupil]) -> QuerySet[Pupil]:
    """So that `lacking` asks nothing more: whether facts are there, not which they are."""
    mother = Guardian.objects.filter(pupil=OuterRef("pk"), relation=Guardian.Relation.MOTHER)
    ethnicity = ProtectedFacts.objects.filter(pupil=OuterRef("pk")).exclude(ethnicity="")
    measured = Measurement.objects.filter(pupil=OuterRef("pk"))
    return pupils.annotate(
        has_mother=Exists(mother), has_ethnicity=Exists(ethnicity), is_measured=Exists(measured)
    )


def lacking(pupil: Any) -> list[str]:
    """In words, of a pupil loaded `with_facts`."""
    found = [_named(Pupil, name) for name in _OWN if not getattr(pupil, name)]
    if not pupil.has_ethnicity:
        found.append(_named(ProtectedFacts, "ethnicity"))
    if not pupil.has_mother:
        found.append(_("the mother's name"))
    if not pupil.is_measured:
        found.append(_("height and weight"))
    return found


def _named(model: Any, field: str) -> str:
    return str(model._meta.get_field(field).verbose_name)


@ask_before_leaving
def missing_facts(pupil: Pupil, on: date) -> list[str]:
    missing = lacking(with_facts(Pupil.objects.filter(pk=pupil.pk)).get())
    return [_("The transcript still lacks: %s.") % ", ".join(missing)] if missing else []
