"""Twenty teachers save rows at the same time, of the same sheet and of different ones: no value is lost."""

import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from documents.assessment import changes
from documents.assessment.models import PupilResults
from documents.records.score_sheet.models import ScoreSheet
from people.models import Assignment, Duty, Pupil, SchoolClass, Staff, Subject
from people.movements.models import Kind
from tests.depth import AT_NIGHT
from tests.documents.records.sheets import open_period, rows_url, sheet_of
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows import trail

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.usefixtures("real_commits"),
    pytest.mark.django_db(transaction=True),
]
TEACHERS, SHEETS, PUPILS = 20, 10, 6
# By day long enough for some hundreds of rows; at night a minute.
SECONDS = 60.0 if AT_NIGHT else 2.0
BACKEND = "people.accounts.backend.StaffBackend"


def teachers_of(school: School) -> list[tuple[Staff, ScoreSheet]]:
    """Two teachers at each of ten posts: each pair writes on one sheet, but on rows of its own."""
    period, pairs = open_period(school), []
    for number in range(SHEETS):
        place = SchoolClass.objects.create(year=school.year, grade=3, name=f"3{chr(70 + number)}")
        for each in range(PUPILS):
            child = pupil(f"Nguyễn Văn {chr(65 + each)}nh")
            move(child, Kind.ADMISSION, place, school.van)
        pair = [_teacher(school, place, school.toan, f"gv{number}{side}") for side in "ab"]
        sheet = sheet_of(school, period, pair[0], school.toan, school_class=place)
        pairs += [(each, sheet) for each in pair]
    return pairs


def _teacher(school: School, place: SchoolClass, subject: Subject, username: str) -> Staff:
    staff = Staff.objects.create_user(username, "x", f"Trần Thị {username}", group=school.group)
    facts = {"school_class": place, "subject": subject, "starts_on": school.year.starts_on}
    Assignment.objects.create(staff=staff, duty=Duty.SUBJECT_TEACHER, **facts)
    return staff


class Typist:
    """Types ever new marks into the own rows, as the page does: a row, its answer, the next."""

    def __init__(self, staff: Staff, sheet: ScoreSheet, pupils: list[Pupil]) -> None:
        self.url, self.pupils = rows_url(sheet), pupils
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(staff, BACKEND)
        self.versions = dict.fromkeys((each.pk for each in pupils), 0)
        self.saved: dict[int, str] = {}
        self.answers: Counter[int] = Counter()

    def type_until(self, end: float) -> None:
        try:
            for mark in _marks():
                for each in self.pupils:
                    self._type(each.pk, mark)
                if time.monotonic() > end:
                    return
        finally:
            connections.close_all()

    def _type(self, pupil_pk: int, mark: str) -> None:
        sent = {f"v{pupil_pk}": str(self.versions[pupil_pk]), f"c{pupil_pk}-mark": mark}
        answer = self.client.post(self.url, sent)
        self.answers[answer.status_code] += 1
        if answer.status_code == 200:
            row = answer.json()["rows"][str(pupil_pk)]
            assert not row["cells"]["mark"]["refused"]
            self.versions[pupil_pk], self.saved[pupil_pk] = row["version"], mark


def _marks() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield str(number % 11)


def typists_of(school: School) -> Iterator[Typist]:
    for number, (staff, sheet) in enumerate(teachers_of(school)):
        lines = ScoreSheet.objects.get(pk=sheet.pk).lines[number % 2 :: 2]
        own = Pupil.objects.filter(pk__in=[line.pupil for line in lines])
        yield Typist(staff, sheet, list(own))


def type_side_by_side(typists: list[Typist]) -> None:
    end = time.monotonic() + SECONDS
    threads = [threading.Thread(target=each.type_until, args=(end,)) for each in typists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_was_answered_as_saved_is_there(school: School) -> None:
    typists = list(typists_of(school))
    type_side_by_side(typists)
    assert {status for each in typists for status in each.answers} == {200}
    assert min(sum(each.answers.values()) for each in typists) >= PUPILS // 2
    kept = dict(PupilResults.objects.values_list("pupil", "values"))
    saved = {pk: mark for each in typists for pk, mark in each.saved.items()}
    assert {pk: kept[pk] for pk in saved} == {pk: {"mark": int(mark)} for pk, mark in saved.items()}
    assert trail.first_break() is None
    sheets = ScoreSheet.objects.values_list("pk", flat=True)
    assert [changes.first_break(pk) for pk in sheets] == [None] * SHEETS
