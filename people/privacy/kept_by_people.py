"""What this room keeps of a pupil: all of it goes into the copy for the family."""

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext as _

from people.imports.models import ImportRun
from people.models import (
    Absence,
    DataCopy,
    DataRequest,
    DataRequestNote,
    EarlierYear,
    Enrolment,
    Guardian,
    LateCorrection,
    Measurement,
    Movement,
    ProtectedFacts,
    Pupil,
    Reading,
    RegisterEntry,
    Reversal,
    YearOutcome,
)
from people.privacy.kept import Table, Value, changes_of, keeps, shown, table_of


def history_of(model: type[Model]) -> Any:
    """The lines of history of a table."""
    return cast(Any, model).history


def historical(model: type[Model]) -> type[Model]:
    return cast(type[Model], history_of(model).model)


@keeps(Guardian, ProtectedFacts)
def profile(pupil: Pupil) -> Iterable[Table]:
    person = Pupil.objects.filter(pk=pupil.pk)
    yield table_of("profile", _("Curriculum vitae"), person, ("public_id",))
    yield table_of("guardians", _("Father, mother, guardian"), pupil.guardians.all())
    facts = ProtectedFacts.objects.filter(pupil=pupil)
    yield table_of("protected", _("Protected data"), facts)


@keeps(Movement, Reversal, Enrolment, RegisterEntry, YearOutcome, EarlierYear)
def schooling(pupil: Pupil) -> Iterable[Table]:
    numbers = RegisterEntry.objects.filter(pupil=pupil)
    yield table_of("register", _("Number in the enrolment register"), numbers)
    yield table_of("enrolments", _("Classes"), pupil.enrolments.order_by("starts_on"))
    yield table_of("movements", _("Movements"), pupil.movements.all())
    reversals = Reversal.objects.filter(movement__pupil=pupil).order_by("pk")
    yield table_of("reversals", _("Movements taken back"), reversals)
    yield table_of("outcomes", _("Outcomes of the years"), pupil.outcomes.order_by("pk"))
    yield table_of("earlier_years", _("Earlier school years"), pupil.earlier_years.all())


@keeps(Measurement)
def sizes(pupil: Pupil) -> Iterable[Table]:
    yield table_of("sizes", _("Height and weight"), pupil.measurements.order_by("on"))


@keeps(Absence, LateCorrection)
def attendance(pupil: Pupil) -> Iterable[Table]:
    yield table_of("absences", _("Absences"), pupil.absences.order_by("on"))
    corrections = LateCorrection.objects.filter(pupil=pupil).order_by("pk")
    yield table_of("corrections", _("Attendance corrected late"), corrections)


@keeps(Reading, DataRequest, DataRequestNote, DataCopy)
def care(pupil: Pupil) -> Iterable[Table]:
    """What was done with the data themselves: looked at, asked for, answered, handed out."""
    readings = pupil.readings.order_by("pk")
    yield table_of("readings", _("Who looked at protected data"), readings)
    requests = pupil.data_requests.order_by("pk")
    yield table_of("requests", _("Requests about personal data"), requests, ("staff",))
    notes = DataRequestNote.objects.filter(request__pupil=pupil)
    yield table_of("answers", _("Answers to these requests"), notes)
    yield table_of("copies", _("Copies handed out"), pupil.data_copies.order_by("pk"))


@keeps(ImportRun)
def imports(pupil: Pupil) -> Iterable[Table]:
    """What an import made is known for thirty days; afterwards history says by whom a field changed."""
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.PUPILS, made__isnull=False)
    rows = [
        [
            Value(run.file_name, run.file_name),
            Value(str(run.applied_by), str(run.applied_by)),
            Value(run.applied_at.isoformat() if run.applied_at else None, shown(run.applied_at)),
        ]
        for run in runs.select_related("applied_by").order_by("pk").defer("rows", "verdicts")
        if pupil.pk in run.made["new"] or str(pupil.pk) in run.made["changed"]
    ]
    columns = [("file", _("File")), ("by", _("Who")), ("at", _("When"))]
    yield Table("imports", _("Spreadsheets that brought in something"), columns, rows)


_REMEMBERED = (Pupil, Guardian, ProtectedFacts, Absence, YearOutcome, Measurement, EarlierYear)


@keeps(*(historical(one) for one in _REMEMBERED))
def history(pupil: Pupil) -> Iterable[Table]:
    person = history_of(Pupil).filter(id=pupil.pk)
    yield changes_of("profile_history", _("Changes of the curriculum vitae"), person)
    for name, title, model in (
        ("guardians_history", _("Changes of father, mother, guardian"), Guardian),
        ("protected_history", _("Changes of protected data"), ProtectedFacts),
        ("absences_history", _("Changes of absences"), Absence),
        ("outcomes_history", _("Changes of outcomes"), YearOutcome),
        ("earlier_years_history", _("Changes of earlier school years"), EarlierYear),
        ("sizes_history", _("Changes of height and weight"), Measurement),
    ):
        yield changes_of(name, title, history_of(model).filter(pupil_id=pupil.pk))
