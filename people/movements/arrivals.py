"""Somebody who has never been at this school: the pupil, the family and the movement, as one act."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.door import change
from people.models import Guardian, Movement, Pupil, SchoolYear, Staff
from people.movements.acts import ACTS, record_many
from people.movements.models import Kind
from people.names import key_of
from people.pupils.acts import save_guardians
from people.refusals import Refusal


def take_in(
    pupil: Pupil,
    guardians: Iterable[Guardian],
    new: Movement,
    by: Staff,
    former_number: str = "",
    *,
    is_another: bool = False,
) -> Movement:
    """Raises Refusal, so where one of this name and birthday is known and nobody says that it is another."""
    facts = {"school_class": new.to_class_id}
    with change(ACTS[Kind(new.kind)], by, (None,), **facts) as about:
        # Two offices take in the same child at once: one after the other, in whatever class; whoever
        # comes is given one by the form.
        SchoolYear.objects.select_for_update().get(pk=new.to_class.year_id)  # type: ignore[union-attr]
        if not is_another:
            _insist_on_somebody_new(pupil)
        pupil.save(force_insert=True)
        save_guardians(pupil, guardians)
        new.pupil, new.acting_for_id = pupil, about.acting_for
        [stored] = record_many([new], by, {pupil.pk: former_number})
        about |= {"pupil": pupil.pk, "movement": stored.pk}
    return stored


def namesakes(pupil: Pupil) -> QuerySet[Pupil]:
    """Who was born on the same day and is called the same, here or gone again."""
    return Pupil.objects.filter(name_key=key_of(pupil.full_name), born_on=pupil.born_on)


def _insist_on_somebody_new(pupil: Pupil) -> None:
    """A number of the register is never given again, so nobody is given two."""
    if namesakes(pupil).exists():
        sentence = _("%(pupil)s, born on %(day)s, is known here already.")
        raise Refusal(
            sentence % {"pupil": pupil, "day": f"{pupil.born_on:%d/%m/%Y}"}, "known_already"
        )
