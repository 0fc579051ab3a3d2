"""Who comes during the year brings another school's results: shown as theirs, never rows of our sheets."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from documents.assessment.brought_results import acts
from documents.assessment.models import BroughtResults
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Movement, Pupil
from people.movements.acts import reverse
from people.movements.models import Kind
from tests.documents.records.sheets import open_period, pupils_of_3a
from tests.documents.records.test_gradebook import book_of, confirmed
from tests.documents.records.test_out import text_of
from tests.people.pupils_of import move, pupil
from tests.refused import codes_on, refused
from tests.school import School
from workflows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ARRIVED = date(2026, 11, 16)
SCHOOL = "Tiểu học Kim Đồng"
NOTE = "Kết quả do trường Tiểu học Kim Đồng đánh giá"


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    """The middle of term I: over when Dũng came."""
    return open_period(
        school, "mid_first", opens_on=date(2026, 10, 19), closes_on=date(2026, 11, 10)
    )


@pytest.fixture
def dung(school: School, pupils: list[Pupil], period: AssessmentPeriod) -> Pupil:
    child = pupil("Phan Văn Dũng")
    arrive(school, child)
    return child


def arrive(school: School, child: Pupil, on: date = ARRIVED) -> Movement:
    return move(child, Kind.TRANSFER_IN, school.class_3a, school.van, on=on, other_school=SCHOOL)


def pages(school: School, child: Pupil, period: AssessmentPeriod) -> tuple[str, str]:
    url = f"/assessment/classes/{school.class_3a.pk}/brought/"
    return url, f"{url}{child.public_id}/{period.pk}/"


def enter(school: School, by: Any = None, seen: str = "", **values: str | int) -> None:
    [then] = acts.elsewhere_then(school.class_3a)
    keyed = {key.replace("_", "."): value for key, value in values.items()}
    acts.enter(school.class_3a, then, keyed, by or school.dao, seen=seen)


def test_who_came_after_a_period_had_ended_is_asked_for_it_here_alone(
    school: School, pupils: list[Pupil], period: AssessmentPeriod, dung: Pupil
) -> None:
    running = open_period(school)
    then = acts.elsewhere_then(school.class_3a)
    assert [(each.pupil, each.period) for each in then] == [(dung, period)]
    assert then[0].arrival.other_school == SCHOOL
    assert running.closes_on > ARRIVED
    leaving = {"other_school": "Trường khác", "reason": "Theo gia đình"}
    move(pupils[0], Kind.TRANSFER_OUT, None, school.van, on=date(2026, 11, 12), **leaving)
    arrive(school, pupils[0], date(2026, 11, 20))
    assert [each.pupil for each in acts.elsewhere_then(school.class_3a)] == [dung], "was here then"


def test_the_homeroom_teacher_enters_them_and_nothing_typed_is_lost(
    school: School, period: AssessmentPeriod, dung: Pupil, pupils: list[Pupil], at_screen: Any
) -> None:
    url, form = pages(school, dung, period)
    dao = at_screen(school.dao)
    for reader, status in ((school.minh, 200), (school.nam, 403), (school.van, 403)):
        assert at_screen(reader).get(url).status_code == status
        assert at_screen(reader).get(form).status_code == 403
    assert dung.full_name in dao.get(url).content.decode()
    assert pupils[0].full_name not in dao.get(url).content.decode()
    wrong = dao.post(form, {"TOAN.level": "Đạt", "cham_chi": "Đ", "seen": ""})
    assert wrong.status_code == 422
    assert not BroughtResults.objects.exists()
    assert 'value="Đạt"' in wrong.content.decode()
    sent = {"TOAN.level": "t", "cham_chi": "đ", "seen": ""}
    assert dao.post(form, sent).status_code == 302
    row = BroughtResults.objects.get()
    assert row.values == {"TOAN.level": "T", "cham_chi": "Đ"}
    assert codes_on(dao.post(form, sent)) >= {"changed_meanwhile"}
    assert dao.post(form, {"seen": acts.seen_of(row)}).status_code == 302
    assert acts.brought_to([dung.pk], [period.pk]) == {}
    assert row.history.count() == 2
    assert Event.objects.filter(kind="brought_results_entered").count() == 2
    for other in (
        pages(school, pupils[0], period)[1],
        form.replace(str(dung.public_id), str(uuid4())),
    ):
        assert dao.get(other).status_code == 404


def test_only_for_a_pupil_who_came_and_while_the_year_is_open(
    school: School, period: AssessmentPeriod, dung: Pupil, pupils: list[Pupil]
) -> None:
    [then] = acts.elsewhere_then(school.class_3a)
    for false in (
        acts.ElsewhereThen(pupils[0], period, then.arrival),
        acts.ElsewhereThen(dung, open_period(school), then.arrival),
    ):
        with refused("not_elsewhere_then"):
            acts.enter(school.class_3a, false, {"TOAN.level": "T"}, school.dao, seen="")
    for other in (school.nam, school.minh, school.thu, school.van):
        with refused("not_yours"):
            enter(school, other, TOAN_level="T")
    school.year.state = "locked"
    school.year.save()
    with refused("year_not_open"):
        enter(school, TOAN_level="T")


def test_our_sheets_and_books_neither_have_them_nor_miss_them(
    signing_school: School, pupils: list[Pupil]
) -> None:
    school = signing_school
    period = open_period(school, "mid_first", closes_on=date(2026, 11, 27))
    of = {school.toan: school.nam, school.tieng_viet: school.hoa, None: school.dao}
    sheets = [confirmed(school, period, by, subject) for subject, by in of.items()]
    book = book_of(school, period)
    with time_machine.travel("2026-12-02T09:00:00+07:00"):
        arrive(school, pupil("Phan Văn Dũng"), date(2026, 11, 30))
        before = Gradebook.objects.get(pk=book.pk).content()
        signed = [ScoreSheet.objects.get(pk=sheet.pk).content() for sheet in sheets]
        enter(school, TOAN_level="C")
        again = Gradebook.objects.get(pk=book.pk)
        assert again.content() == before
        assert again.problems() == []
        assert [ScoreSheet.objects.get(pk=sheet.pk).content() for sheet in sheets] == signed
        assert len(before["rows"]) == len(pupils)


def test_papers_show_them_with_a_mark_and_whose_they_are(
    school: School, pupils: list[Pupil], period: AssessmentPeriod, dung: Pupil, at_screen: Any
) -> None:
    dao = at_screen(school.dao)
    year = f"/score-sheets/years/{school.class_3a.pk}/"
    slips = f"/gradebooks/classes/{school.class_3a.pk}/periods/{period.pk}/slips.pdf"
    alone = {"pupil": str(dung.pk)}
    assert dao.get(slips, alone).status_code == 404
    assert "*" not in text_of(dao.get(f"{year}{school.toan.pk}.pdf").content)
    enter(school, TOAN_level="H")
    paper = " ".join(text_of(dao.get(f"{year}{school.toan.pk}.pdf").content).split())
    assert "H*" in paper
    assert f"* {dung.full_name}: {NOTE}." in paper
    assert "*" not in text_of(dao.get(f"{year}{school.tieng_viet.pk}.pdf").content)
    slip = " ".join(text_of(dao.get(slips, alone).content).split())
    assert "H*" in slip
    assert f"* {NOTE}." in slip
    assert "chưa có" not in slip
    others = text_of(dao.get(slips).content).split("\f")
    assert [NOTE in " ".join(page.split()) for page in others].count(True) == 1
    assert len(others) == len(pupils) + 1
    reverse(Movement.objects.get(pupil=dung), school.thu, "Nhầm.")
    assert acts.brought_to([dung.pk], [period.pk]) == {}
