"""Earlier school years of a class, written down by who knows them; nothing unseen is overwritten."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.door import Act, change, declare
from people.earlier_years.models import EarlierYear
from people.models import Enrolment, Pupil, SchoolClass, Staff
from people.movements.enrolments import pupils_in
from people.offices import CLASS_AND_OFFICE
from people.refusals import ChangedMeanwhile, Unchanged
from people.years.running import last_day_of

ENTER = declare(
    Act(
        "earlier_years_entered",
        gettext_lazy("Earlier school years"),
        gettext_lazy(
            "%(who)s entered earlier school years of %(pupils)d pupils of %(school_class)s."
        ),
        CLASS_AND_OFFICE,
        in_person=False,
    )
)
Place = tuple[int, str]
"""Of a cell: pupil and school year."""


@dataclass(frozen=True, slots=True)
class ClassAndSchool:
    """As it is typed into one cell: the class, behind a comma the school where it was another one."""

    class_name: str
    school: str = ""

    @classmethod
    def read(cls, text: str) -> "ClassAndSchool":
        class_name, _comma, school = text.partition(",")
        return cls(class_name.strip(), school.strip())

    def __str__(self) -> str:
        return f"{self.class_name}, {self.school}" if self.school else self.class_name


class Sheet:
    """The pupils of a class, the years before it, and what is known of them; three queries."""

    def __init__(self, school_class: SchoolClass) -> None:
        self.school_class = school_class
        self.pupils: list[Pupil] = list(pupils_in(school_class, last_day_of(school_class.year)))
        self.years = list(_years_before(school_class))
        rows = EarlierYear.objects.filter(pupil__in=self.pupils, year__in=self.years)
        self.rows = {(row.pupil_id, row.year): row for row in rows}
        spans = Enrolment.objects.filter(pupil__in=self.pupils)
        known = spans.values_list("pupil", "school_class__year__starts_on", "school_class__name")
        self.known_here: dict[Place, str] = {
            (pupil, _name_of(day.year)): name for pupil, day, name in known
        }
        """The class that Sổ Ký itself knows; there is nothing to enter."""

    def shown(self) -> dict[Place, str]:
        """What stands in each cell."""
        return {
            place: str(ClassAndSchool(row.class_name, row.school))
            for place, row in self.rows.items()
        }


def _years_before(of: SchoolClass) -> Iterator[str]:
    """As many as the grade says; who needed longer is rare, and gets the line by hand on paper."""
    first = of.year.starts_on.year
    return map(_name_of, range(first - of.grade + 1, first))


def _name_of(first: int) -> str:
    return f"{first}–{first + 1}"


def enter(
    school_class: SchoolClass,
    typed: Mapping[Place, str],
    by: Staff,
    *,
    seen: Mapping[Place, str],
) -> int:
    """Keep what was typed anew, take out what was emptied; says of how many pupils. Raises Refusal."""
    with change(ENTER, by, (school_class.pk,), school_class=school_class.pk) as about:
        SchoolClass.objects.select_for_update().get(pk=school_class.pk)
        sheet = Sheet(school_class)
        kept = sheet.shown()
        fresh = {place: text for place, text in typed.items() if text != seen.get(place, "")}
        fresh = {place: text for place, text in fresh.items() if text != kept.get(place, "")}
        if not fresh:
            raise Unchanged
        _check_nothing_unseen(sheet, fresh, seen)
        _write(sheet, fresh, EarlierYear(by=by, acting_for_id=about.acting_for))
        about["pupils"] = number = len({pupil for pupil, _year in fresh})
    return number


def _check_nothing_unseen(
    sheet: Sheet, fresh: Mapping[Place, str], seen: Mapping[Place, str]
) -> None:
    kept, names = sheet.shown(), {pupil.pk: pupil.full_name for pupil in sheet.pupils}
    sentence = _("Meanwhile somebody entered for %(pupil)s, %(year)s: %(text)s.")
    others = [place for place in fresh if kept.get(place, "") != seen.get(place, "")]
    if others:
        raise ChangedMeanwhile(
            sentence % {"pupil": names[pupil], "year": year, "text": kept.get((pupil, year), "–")}
            for pupil, year in others
        )


def _write(sheet: Sheet, fresh: Mapping[Place, str], pattern: EarlierYear) -> None:
    new: list[EarlierYear] = []
    changed: list[EarlierYear] = []
    for (pupil, year), text in fresh.items():
        row = sheet.rows.get((pupil, year))
        if not text:
            if row:
                row.delete()
            continue
        row = row or EarlierYear(pupil_id=pupil, year=year)
        cell = ClassAndSchool.read(text)
        row.class_name, row.school = cell.class_name, cell.school
        row.by, row.acting_for_id = pattern.by, pattern.acting_for_id
        (changed if row.pk else new).append(row)
    bulk_create_with_history(new, EarlierYear, default_user=pattern.by)
    fields = ["class_name", "school", "by", "acting_for"]
    bulk_update_with_history(changed, EarlierYear, fields, default_user=pattern.by)
