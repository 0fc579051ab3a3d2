"""Slips in the calendar and in the names of classes are said at the form, and break nothing."""

import re
from datetime import date

import pytest
from django.test import Client

from people.incidents.working_days import working_day_after
from people.models import Holiday, SchoolClass, SchoolYear, Site
from people.movements.models import Kind
from people.refusals import Refusal
from people.years import acts
from tests.people.pupils_of import move, pupil
from tests.people.typed import as_shown
from tests.school import School

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("20/11/2026", "31/12/9999"),
        ("01/01/0001", "20/11/2026"),
        ("20/11/2026", "30/06/2027"),
        ("01/08/2026", "02/09/2026"),
    ],
)
def test_a_holiday_lies_within_its_year(
    school: School, client: Client, first: str, last: str
) -> None:
    client.force_login(school.van)
    address = f"/years/{school.year.pk}/holidays/new/"
    form = {"name": "Nghỉ mãi", "starts_on": first, "ends_on": last}
    assert client.post(address, form).status_code == 422
    assert not Holiday.objects.exists()


def test_a_calendar_without_working_days_does_not_count_for_ever(school: School) -> None:
    """As it might stand in a database from before: due dates end where one stops looking."""
    Holiday.objects.create(
        year=school.year, name="Mãi", starts_on=date(2026, 1, 1), ends_on=date(9999, 12, 31)
    )
    assert working_day_after(date(2026, 11, 23), 3) == date(2027, 3, 23)


@pytest.mark.parametrize(
    ("first", "last", "sessions"),
    [
        ("06/09/2027", "31/12/9999", "2"),
        ("01/01/0001", "31/12/0001", "2"),
        ("06/09/2027", "20/09/2027", "2"),
        ("06/09/2027", "26/05/2028", "3"),
    ],
)
def test_a_year_has_room_for_two_terms_and_one_or_two_sessions_a_day(
    school: School, client: Client, first: str, last: str, sessions: str
) -> None:
    client.force_login(school.van)
    form = {"name": "2027–2028", "starts_on": first, "ends_on": last, "sessions_a_day": sessions}
    assert client.post("/years/new/", form).status_code == 422
    assert SchoolYear.objects.count() == 1
    good = {**form, "starts_on": "06/09/2027", "ends_on": "26/05/2028", "sessions_a_day": "1"}
    assert client.post("/years/new/", good).status_code == 302


@pytest.mark.parametrize("name", ["3B", "3b", "4A", "Lớp 3A"])
def test_a_class_is_not_renamed_into_another_or_out_of_its_grade(
    school: School, client: Client, name: str
) -> None:
    acts.add_classes(school.year, ["3B"], school.van)
    client.force_login(school.van)
    address = f"/school/classes/{school.class_3a.pk}/"
    assert client.post(address, {"name": name, "grade": 3}).status_code == 422
    assert SchoolClass.objects.get(pk=school.class_3a.pk).name == "3A"
    assert client.post(address, {"name": "3A1", "grade": 3}).status_code == 302


def test_a_class_with_pupils_keeps_its_grade(school: School, client: Client) -> None:
    client.force_login(school.van)
    address = f"/school/classes/{school.class_3a.pk}/"
    assert client.post(address, {"name": "4A", "grade": 4}).status_code == 302
    move(pupil("Lê Văn An"), Kind.ADMISSION, school.class_3a, by=school.van)
    assert client.post(address, {"name": "3A", "grade": 3}).status_code == 422
    assert SchoolClass.objects.get(pk=school.class_3a.pk).grade == 4


def test_a_name_that_is_too_long_is_refused(school: School) -> None:
    with pytest.raises(Refusal):
        acts.add_classes(school.year, ["1B", "1" + "A" * 10], school.van)
    assert school.year.classes.count() == 1


def test_a_year_that_was_planned_by_mistake_is_removed_and_planned_anew(
    school: School, client: Client
) -> None:
    client.force_login(school.van)
    typed = {"name": "2072–2073", "starts_on": "06/09/2072", "ends_on": "31/05/2073"}
    client.post("/years/new/", typed | {"sessions_a_day": 2})
    slip = SchoolYear.objects.get(name="2072–2073")
    page = f"/years/{slip.pk}/"
    assert f"{page}remove/" in client.get(page).content.decode()
    acts.add_classes(slip, ["1A"], school.van)
    assert client.post(f"{page}remove/").status_code == 422
    acts.remove_row(slip.classes.get(), school.van)
    assert client.post(f"{page}remove/").status_code == 302
    assert not SchoolYear.objects.filter(pk=slip.pk).exists()
    assert (
        f"/years/{school.year.pk}/remove/"
        not in client.get(f"/years/{school.year.pk}/").content.decode()
    )
    assert client.post(f"/years/{school.year.pk}/remove/").status_code == 422
    client.force_login(school.thu)
    assert "xóa năm học dự kiến bắt đầu ngày 06/09/2072" in client.get("/audit/").content.decode()


@pytest.fixture
def coming(school: School) -> SchoolYear:
    days = {"starts_on": date(2027, 9, 6), "ends_on": date(2028, 5, 31)}
    return acts.plan_year(SchoolYear(name="2027–2028", **days), school.van)


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("mid_first", "30/05/2028", "10/09/2027"),
        ("mid_first", "01/01/1997", "02/01/1997"),
        ("end_of_year", "01/05/2050", "31/05/2050"),
        ("mid_first", "15/05/2028", "20/05/2028"),
        ("mid_first", "xx", "20/05/2028"),
    ],
)
def test_periods_that_cannot_be_get_a_sentence(
    school: School, coming: SchoolYear, client: Client, moment: str, opens: str, closes: str
) -> None:
    client.force_login(school.van)
    page = f"/years/{coming.pk}/"
    days = {f"{moment}-opens_on": [opens], f"{moment}-closes_on": [closes]}
    answer = client.post(f"{page}calendar/", as_shown(client, page) | days)
    assert answer.status_code == 422
    assert re.search('role="alert"|class="error"', answer.content.decode())


def test_an_older_calendar_takes_back_nothing_that_it_did_not_touch(
    school: School, coming: SchoolYear, client: Client
) -> None:
    client.force_login(school.van)
    page = f"/years/{coming.pk}/"
    older = as_shown(client, page)
    newer = older | {"mid_first-closes_on": ["20/11/2027"]}
    assert client.post(f"{page}calendar/", newer).status_code == 302
    touched = older | {"mid_second-closes_on": ["31/03/2028"]}
    assert client.post(f"{page}calendar/", touched).status_code == 302
    closing = dict(coming.periods.values_list("moment", "closes_on"))
    assert closing["mid_first"] == date(2027, 11, 20)
    assert closing["mid_second"] == date(2028, 3, 31)


def test_an_older_page_of_a_class_keeps_the_site_that_somebody_set(
    school: School, client: Client
) -> None:
    client.force_login(school.van)
    page = f"/school/classes/{school.class_3a.pk}/"
    older = as_shown(client, page)
    site = Site.objects.create(name="Ấp 3")
    client.post(page, as_shown(client, page) | {"site": [str(site.pk)]})
    assert client.post(page, older | {"name": ["3A1"]}).status_code == 302
    now = SchoolClass.objects.get(pk=school.class_3a.pk)
    assert (now.name, now.site) == ("3A1", site)


def test_a_holiday_that_ends_before_it_begins_gets_a_sentence(
    school: School, client: Client
) -> None:
    client.force_login(school.van)
    typed = {"name": "Tết", "starts_on": "10/02/2027", "ends_on": "01/02/2027"}
    shown = client.post(f"/years/{school.year.pk}/holidays/new/", typed)
    assert shown.status_code == 422
    assert "Constraint" not in shown.content.decode()
