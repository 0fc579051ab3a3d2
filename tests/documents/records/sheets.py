"""Score sheets for tests: a period that is open, pupils of 3A, and what is typed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from documents.assessment import entering
from documents.assessment.changes import Author
from documents.assessment.entering import RowAnswer, TypedRow
from documents.assessment.models import PupilResults
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Pupil, Staff, Subject
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows import opening_requests, steps
from workflows.loaded import Grant, StepRequest
from workflows.models import Approval, Opening
from workflows.states import Step

NAMES = ("Nguyễn Thị An", "Trần Văn Bình", "Lê Thị Cúc")
URL = "/score-sheets/"


def open_period(school: School, moment: str = "end_first", **days: date) -> AssessmentPeriod:
    facts = {"opens_on": date(2026, 11, 9), "closes_on": date(2026, 12, 31), **days}
    return AssessmentPeriod.objects.create(year=school.year, moment=moment, **facts)


def pupils_of_3a(school: School) -> list[Pupil]:
    pupils = [pupil(name) for name in NAMES]
    for each in pupils:
        move(each, Kind.ADMISSION, school.class_3a, school.van)
    return pupils


def sheet_of(
    school: School,
    period: AssessmentPeriod,
    by: Staff,
    subject: Subject | None = None,
    **places: Any,
) -> ScoreSheet:
    sheet = ScoreSheet(subject=subject)
    places = {"school_year": school.year, "school_class": school.class_3a, **places}
    steps.open_approval(sheet, by=by, period=period, **places)
    return sheet


def typed(
    sheet: ScoreSheet, by: Staff, texts: Mapping[Pupil, Mapping[str, str]], **more: Any
) -> dict[int, RowAnswer]:
    """Typed on a page that shows the rows as they are, unless `seen` says of which version it is."""
    seen = more.pop("seen", None)
    versions = dict(PupilResults.objects.filter(approval=sheet.pk).values_list("pupil", "version"))
    rows = [
        TypedRow(each.pk, versions.get(each.pk, 0) if seen is None else seen, cells)
        for each, cells in texts.items()
    ]
    return entering.enter(ScoreSheet.objects.get(pk=sheet.pk).to_enter(), rows, Author(by), **more)


def now(sheet: ScoreSheet) -> list[Line]:
    """Its lines as they are now; a record keeps those it has read."""
    return ScoreSheet.objects.get(pk=sheet.pk).lines


def values_of(sheet: ScoreSheet) -> dict[str, dict[str, str | int]]:
    return {line.name: dict(line.values) for line in now(sheet) if line.values}


def fill(sheet: ScoreSheet, by: Staff, mark: str = "9", level: str = "T") -> None:
    """Every cell that is asked for; words where nothing else stands."""
    cells = {}
    for column in sheet.columns:
        said = {"mark": mark, "comment": "Chăm chỉ, tiến bộ."}.get(column.kind.value, level)
        cells[column.code] = said
    everybody = {Pupil.objects.get(pk=line.pupil): cells for line in now(sheet)}
    typed(sheet, by, everybody)


def ask_for(sheet: ScoreSheet, by: Staff, *cells: str, why: str = "Nhập nhầm.") -> Opening:
    """Ask for these cells to be opened, named `<pupil>-<column>`."""
    approval = Approval.objects.get(pk=sheet.pk)
    return opening_requests.ask(approval, [f"c{cell}" for cell in cells], why, by=by)


def grant(opening: Opening, by: Staff, *, days: int = 2, note: str = "Đồng ý.") -> None:
    approval = Approval.objects.get(pk=opening.approval_id)
    granted = Grant(opening.pk, timezone.now() + timedelta(days=days))
    request = StepRequest(Step.UNLOCK, by, note=note, grant=granted)
    steps.take(request, approval, seen=approval.version)


def open_sheet(sheet: ScoreSheet, asked_by: Staff, decided_by: Staff, *cells: str) -> Opening:
    """Asked for and granted; the record in hand knows of it."""
    opening = ask_for(sheet, asked_by, *cells)
    grant(opening, decided_by)
    sheet.approval.refresh_from_db()
    return Opening.objects.get(pk=opening.pk)


def rows_url(sheet: ScoreSheet) -> str:
    return f"{sheet.get_edit_url().removesuffix('edit/')}rows/"


def send_row(client: Client, sheet: ScoreSheet, who: Pupil, seen: int, **texts: str) -> Any:
    cells = {f"c{who.pk}-{code}": text for code, text in texts.items()}
    return client.post(rows_url(sheet), {f"v{who.pk}": str(seen), **cells})
