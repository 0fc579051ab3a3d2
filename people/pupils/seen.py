"""Whether a pupil's data still stand as somebody saw them, and what stands there where they do not."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from people.fingerprint import fingerprint_of
from people.models import Guardian, ProtectedFacts, Pupil
from people.refusals import ChangedMeanwhile

_UNSEEN = {"id", "public_id", "name_key", "pupil"}


def vitae_fingerprint(pupil: Pupil) -> str:
    """Of the curriculum vitae and the people who care for the pupil, as they are kept."""
    rows = Guardian.objects.filter(pupil=pupil).order_by("relation")
    stored = Pupil.objects.filter(pk=pupil.pk).first()
    return fingerprint_of(_values(stored), [_values(row) for row in rows])


def protected_fingerprint(pupil: Pupil) -> str:
    return fingerprint_of(_values(ProtectedFacts.objects.filter(pupil=pupil).first()))


def insist_on_vitae(pupil: Pupil, guardians: Iterable[Guardian], seen: str) -> None:
    """Inside the transaction that saves them. Raises Refusal with what is kept now."""
    stored = Pupil.objects.select_for_update().get(pk=pupil.pk)
    if vitae_fingerprint(pupil) == seen:
        return
    known = {one.relation: one for one in Guardian.objects.filter(pupil=pupil)}
    others = [
        f"{one.get_relation_display()}: {known.get(one.relation, '–')}"
        for one in guardians
        if str(known.get(one.relation, "")) != one.full_name
    ]
    raise ChangedMeanwhile([_changed(), *_differences(stored, pupil), *others])


def insist_on_protected(facts: ProtectedFacts, seen: str) -> None:
    stored = ProtectedFacts.objects.select_for_update().filter(pupil=facts.pupil).first()
    if protected_fingerprint(facts.pupil) != seen:
        raise ChangedMeanwhile([_changed(), *_differences(stored or ProtectedFacts(), facts)])


def _changed() -> str:
    return _("Somebody changed these data meanwhile. What is kept now, where yours differ:")


def _differences(stored: Model, typed: Model) -> Iterator[str]:
    for field in stored._meta.fields:
        kept = getattr(stored, field.attname)
        if field.name not in _UNSEEN and kept != getattr(typed, field.attname):
            yield f"{field.verbose_name}: {kept or '–'}"


def _values(row: Model | None) -> list[Any]:
    if row is None:
        return []
    fields = row._meta.fields
    return [[one.name, getattr(row, one.attname)] for one in fields if one.name not in _UNSEEN]
