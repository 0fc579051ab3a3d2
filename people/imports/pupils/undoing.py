"""May an import of pupils be taken back, and what remains when it is?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _

from people.imports.pupils.judging import is_same
from people.imports.pupils.standing import current_values
from people.imports.pupils.writing import change
from people.models import (
    Enrolment,
    Guardian,
    Movement,
    ProtectedFacts,
    Pupil,
    Reading,
    RegisterEntry,
    Staff,
)
from people.movements.acts import reverse_many
from people.movements.enrolments import counting
from people.refusals import Problem

# What comes with a pupil, or follows from the admission that is taken back.
_OWN = {Enrolment, Guardian, Movement, ProtectedFacts, Reading, RegisterEntry}
_NAMED = 5


def depending_on(made: Mapping[str, Any]) -> Iterator[Problem]:
    """Why it may not be taken back: what was done since with these pupils."""
    yield from _moved_since(made["movements"])
    yield from _edited_since(made["new"], datetime.fromisoformat(made["at"]))
    yield from _changed_since(made["changed"])
    yield from _in_use(made["new"])


def _moved_since(movements: list[int]) -> Iterator[Problem]:
    rows = list(Movement.objects.filter(pk__in=movements).select_related("pupil"))
    past = counting([row.pupil_id for row in rows])
    moved = [
        row.pupil for row in rows if not past[row.pupil_id] or past[row.pupil_id][-1].pk != row.pk
    ]
    if moved:
        yield Problem(_("These pupils have moved since: %s.") % _named(moved), "pupils_moved_since")


def _edited_since(new: list[int], at: datetime) -> Iterator[Problem]:
    """Pupils brought in by it whose data somebody has worked on, as the history tells."""
    edited = {
        pupil
        for model, key in ((Pupil, "id"), (Guardian, "pupil_id"), (ProtectedFacts, "pupil_id"))
        for pupil in model.history.filter(**{f"{key}__in": new}, history_date__gt=at).values_list(
            key, flat=True
        )
    }
    if edited:
        pupils = list(Pupil.objects.filter(pk__in=edited))
        yield Problem(
            _("The data of these pupils were changed since: %s.") % _named(pupils),
            "pupils_changed_since",
        )


def _changed_since(changed: Mapping[str, list[list[str]]]) -> Iterator[Problem]:
    now = current_values([int(pk) for pk in changed])
    others = [
        int(pk)
        for pk, changes in changed.items()
        if not all(
            is_same(key, now[int(pk)].get(key, ""), new)
            for key, _old, new in changes
            if key != "class"
        )
    ]
    if others:
        pupils = list(Pupil.objects.filter(pk__in=others))
        yield Problem(
            _("The data of these pupils were changed since: %s.") % _named(pupils),
            "pupils_changed_since",
        )


def _in_use(new: list[int]) -> Iterator[Problem]:
    """Whatever else refers to the new pupils, of this room or another; history is no use of them."""
    for relation in Pupil._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not isinstance(relation, ForeignObjectRel) or model in _OWN:
            continue
        is_history = hasattr(model, "history_object")
        if (
            not is_history
            and model._base_manager.filter(**{f"{relation.field.name}__in": new}).exists()
        ):
            yield Problem(
                _("Something was written about these pupils already: %s.")
                % (model._meta.verbose_name),
                "pupils_written_about",
            )


def _named(pupils: list[Pupil]) -> str:
    """The first few, and how many more."""
    names = ", ".join(str(pupil) for pupil in pupils[:_NAMED])
    more = len(pupils) - _NAMED
    return names if more <= 0 else _("%(names)s and %(more)d more") % {"names": names, "more": more}


def take_back(made: Mapping[str, Any], by: Staff) -> None:
    """Admissions are reversed, changed data put back. The register keeps the numbers it gave."""
    movements = list(Movement.objects.filter(pk__in=made["movements"]))
    if movements:
        reverse_many(movements, by, _("The import of the spreadsheet was taken back."))
    before = {
        int(pk): {key: old for key, old, _new in changes if key != "class"}
        for pk, changes in made["changed"].items()
    }
    change(before, by)
