"""Pupils for tests, and how they move."""

from datetime import date
from typing import Any

from people.models import Movement, Pupil, SchoolClass, Staff
from people.movements import acts
from people.movements.models import Kind
from people.names import split_name


def pupil(full_name: str = "Nguyễn Thị An", **facts: Any) -> Pupil:
    surname, middle_name, given_name = split_name(full_name)
    named = {"surname": surname, "middle_name": middle_name, "given_name": given_name}
    return Pupil.objects.create(
        **{"gender": "nữ", "born_on": date(2018, 3, 2), **named, **facts}  # type: ignore[misc]
    )


def move(who: Pupil, kind: Kind, to_class: SchoolClass | None, by: Staff, **facts: Any) -> Movement:
    """On 7 September, or where that lies in another year, on the first day of the class's year."""
    on = date(2026, 9, 7)
    if to_class and not to_class.year.starts_on <= on <= to_class.year.ends_on:
        on = to_class.year.starts_on
    new = Movement(pupil=who, kind=kind, to_class=to_class, **{"on": on, **facts})
    return acts.move(new, by)
