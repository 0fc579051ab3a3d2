"""Measuring a class: what is new or differs is written, nothing that somebody else wrote is lost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.door import Act, change, declare
from people.measuring.models import Measurement
from people.models import Duty, Pupil, SchoolClass, SchoolYear, Staff
from people.movements.enrolments import pupils_in
from people.refusals import ChangedMeanwhile, Refusal, Unchanged

MEASURE = declare(
    Act(
        "pupils_measured",
        gettext_lazy("Height and weight"),
        gettext_lazy(
            "%(who)s entered height and weight of %(pupils)d pupils of %(school_class)s on %(day)s."
        ),
        (Duty.HOMEROOM_TEACHER, Duty.CLERK, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
        in_person=False,
    )
)


class Size(NamedTuple):
    """Centimetres and kilograms."""

    height: Decimal
    weight: Decimal

    def __str__(self) -> str:
        """As a page remembers what stood on it."""
        return f"{self.height:.1f}/{self.weight:.1f}"


class Sheet:
    """The pupils of a class on a day, and what was measured on it; two queries."""

    def __init__(self, school_class: SchoolClass, on: date) -> None:
        self.school_class, self.on = school_class, on
        self.pupils: list[Pupil] = list(pupils_in(school_class, on))
        rows = Measurement.objects.filter(on=on, pupil__in=self.pupils)
        self.rows = {row.pupil_id: row for row in rows.select_related("by", "acting_for")}

    @property
    def sizes(self) -> dict[int, Size]:
        return {pk: Size(row.height, row.weight) for pk, row in self.rows.items()}

    def shown(self) -> dict[int, str]:
        """What stands beside each pupil who was measured."""
        return {pk: str(size) for pk, size in self.sizes.items()}


def measure(
    school_class: SchoolClass,
    on: date,
    sizes: Mapping[int, Size],
    by: Staff,
    *,
    seen: Mapping[int, str],
) -> int:
    """Keep what this person entered anew; tells of how many. `seen` stood there. Raises Refusal."""
    facts = {"school_class": school_class.pk, "day": f"{on:%d/%m/%Y}"}
    with change(MEASURE, by, (school_class.pk,), **facts) as about:
        _insist(SchoolYear.objects.select_for_update().get(pk=school_class.year_id), on)
        sheet = Sheet(school_class, on)
        fresh = _entered(sheet, sizes, seen)
        if not fresh:
            raise Unchanged
        _insist_on_what_was_seen(sheet, fresh, seen)
        _write(sheet, fresh, Measurement(on=on, by=by, acting_for_id=about.acting_for))
        about["pupils"] = len(fresh)
    return len(fresh)


def _insist(year: SchoolYear, on: date) -> None:
    if not year.takes_work:
        raise Refusal(
            _("The school year %s is not open: nothing is changed in it.") % year, "year_not_open"
        )
    if not year.starts_on <= on <= min(year.ends_on, timezone.localdate()):
        raise Refusal(
            _("The day must lie in the school year, and not in the future."),
            "day_not_in_year_so_far",
        )


def _entered(sheet: Sheet, sizes: Mapping[int, Size], seen: Mapping[int, str]) -> dict[int, Size]:
    """What is neither as it was seen nor as it is kept, of those who are in the class."""
    there, kept = {pupil.pk for pupil in sheet.pupils}, sheet.sizes
    return {
        pk: size
        for pk, size in sizes.items()
        if pk in there and str(size) != seen.get(pk) and size != kept.get(pk)
    }


def _insist_on_what_was_seen(
    sheet: Sheet, fresh: Mapping[int, Size], seen: Mapping[int, str]
) -> None:
    """Nobody overwrites a number that he or she has not seen."""
    kept = sheet.shown()
    others = [pk for pk in fresh if kept.get(pk, "") != seen.get(pk, "")]
    names = {pupil.pk: pupil.full_name for pupil in sheet.pupils}
    sentence = _("Meanwhile %(who)s entered for %(pupil)s: %(height)s cm, %(weight)s kg.")
    if others:
        raise ChangedMeanwhile(sentence % _told(sheet.rows[pk], names[pk]) for pk in others)


def _told(row: Measurement, name: str) -> dict[str, str]:
    numbers = {"height": row.height, "weight": row.weight}
    commas = {of: f"{number:.1f}".replace(".", ",") for of, number in numbers.items()}
    return {"who": row.who, "pupil": name, **commas}


def _write(sheet: Sheet, fresh: Mapping[int, Size], pattern: Measurement) -> None:
    """With the pattern's day and people."""
    new: list[Measurement] = []
    changed: list[Measurement] = []
    for pk, size in fresh.items():
        row = sheet.rows.get(pk) or Measurement(pupil_id=pk, on=pattern.on)
        row.height, row.weight = size
        row.by, row.acting_for_id = pattern.by, pattern.acting_for_id
        (changed if row.pk else new).append(row)
    bulk_create_with_history(new, Measurement, default_user=pattern.by)
    fields = ["height", "weight", "by", "acting_for"]
    bulk_update_with_history(changed, Measurement, fields, default_user=pattern.by)
