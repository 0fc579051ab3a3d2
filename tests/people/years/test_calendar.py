"""Weeks of teaching: counted through both terms, without those that are free as a whole."""

from datetime import date

import pytest
from django.test import Client

from people.models import Holiday, Letterhead, SchoolYear
from people.refusals import Refusal
from people.years import acts
from people.years.calendar import week_of, weeks_of
from people.years.running import letterhead_on
from tests.school import School

pytestmark = pytest.mark.both_databases
TET = (date(2028, 1, 24), date(2028, 2, 4))


@pytest.fixture
def year(school: School) -> SchoolYear:
    new = SchoolYear(name="2027–2028", starts_on=date(2027, 9, 6), ends_on=date(2028, 5, 26))
    return acts.plan_year(new, school.van)


def test_weeks_begin_on_mondays_and_tet_does_not_count(year: SchoolYear, school: School) -> None:
    before = weeks_of(year)
    tet = Holiday(year=year, name="Tết", starts_on=TET[0], ends_on=TET[1])
    acts.save_row(tet, school.van)
    weeks = weeks_of(year)
    assert len(weeks) == len(before) - 2
    assert {week.monday.weekday() for week in weeks} == {0}
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert week_of(date(2027, 9, 6)) == 1
    assert week_of(date(2027, 9, 19)) == 2
    assert week_of(TET[0]) == week_of(date(2028, 1, 23)) == 20
    assert week_of(date(2028, 2, 7)) == 21


def test_terms_follow_one_another_within_the_year(year: SchoolYear, school: School) -> None:
    first, second = year.terms.all()
    first.ends_on = second.starts_on
    with pytest.raises(Refusal):
        acts.change_calendar(year, [first, second], school.van)
    second.ends_on = date(2028, 7, 1)
    with pytest.raises(Refusal):
        acts.change_calendar(year, [year.terms.first(), second], school.van)


def test_an_old_paper_keeps_its_old_lines(school: School) -> None:
    for starts_on, authority in (
        (date(2020, 1, 1), "PHÒNG GD&ĐT CẦN GIUỘC"),
        (date(2025, 7, 1), "UBND XÃ TÂN TẬP"),
    ):
        row = Letterhead(starts_on=starts_on, authority=authority, name="Hoa Sen", place="Tân Tập")
        acts.save_row(row, school.van)
    assert letterhead_on(date(2025, 6, 30)).authority == "PHÒNG GD&ĐT CẦN GIUỘC"
    assert letterhead_on(date(2025, 7, 1)).authority == "UBND XÃ TÂN TẬP"
    before = letterhead_on(date(2019, 1, 1)).authority
    assert before == "PHÒNG GD&ĐT CẦN GIUỘC", "no paper bears a name that was never the school's"


def test_nothing_is_changed_in_a_locked_year(year: SchoolYear, school: School) -> None:
    tet = Holiday(year=year, name="Tết", starts_on=TET[0], ends_on=TET[1])
    acts.save_row(tet, school.van)
    tet.year.state = SchoolYear.State.LOCKED
    for act in (acts.save_row, acts.remove_row):
        with pytest.raises(Refusal):
            act(tet, school.van)


def test_what_is_in_use_stays(school: School) -> None:
    with pytest.raises(Refusal):
        acts.remove_row(school.group, school.van)
    acts.save_row(Letterhead(starts_on=date(2020, 1, 1), name="x", place="y"), school.van)
    for by in (school.dao, school.hoa):
        with pytest.raises(Refusal):
            acts.save_row(Letterhead(starts_on=date(2021, 1, 1), name="x", place="y"), by)


def test_what_a_class_a_subject_and_a_group_were_called_is_remembered(
    school: School, client: Client
) -> None:
    """By whom too: made in bulk, changed at the page, removed."""
    [class_3b] = acts.add_classes(school.year, ["3B"], school.van)
    client.force_login(school.van)
    for row, page in ((class_3b, "classes"), (school.toan, "subjects"), (school.group, "groups")):
        changed = client.get(f"/school/{page}/{row.pk}/").context["form"].initial | {"name": "3C"}
        facts = {name: value for name, value in changed.items() if value not in (None, False)}
        answer = client.post(f"/school/{page}/{row.pk}/", facts)
        assert answer.status_code == 302, answer.context["form"].errors
        last = row.history.first()
        assert (last.name, last.history_type) == ("3C", "~")
        assert last.history_user_id == school.van.pk
    first = class_3b.history.last()
    assert (first.name, first.history_type, first.history_user_id) == ("3B", "+", school.van.pk)
    acts.remove_row(class_3b, school.van)
    assert type(first).objects.filter(id=first.id, history_type="-").exists()


def test_classes_are_added_by_name(school: School) -> None:
    acts.add_classes(school.year, ["1A", "1B", "3A", "1A"], school.van)
    names = school.year.classes.values_list("name", "grade")
    assert list(names) == [("1A", 1), ("1B", 1), ("3A", 3)]
    with pytest.raises(Refusal):
        acts.add_classes(school.year, ["1C", "Lớp 6"], school.van)
    assert school.year.classes.count() == 3


def test_a_year_without_terms_says_so(school: School, client: Client) -> None:
    client.force_login(school.van)
    assert client.post(f"/years/{school.year.pk}/calendar/", {}).status_code == 422
