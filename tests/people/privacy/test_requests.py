"""Requests about personal data: who enters, who answers, by when, and what the law forbids to erase."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.errands import errands_of
from people.models import DataRequest, Holiday, Pupil, Staff
from people.powers import Powers
from people.privacy.answering import enter, law_against, take
from people.privacy.processing import EVERYTHING, in_force
from people.privacy.states import STEPS
from people.refusals import Refusal
from tests.people.privacy.requests_of import data_request
from tests.people.pupils_of import pupil
from tests.refused import refused
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
Kind, State = DataRequest.Kind, DataRequest.State
MOST_QUERIES = 15
BY_LAW = [one.name for one in in_force() if one.kept_by_law]
FREE = [one.name for one in in_force() if one.whose == "pupils" and not one.kept_by_law]


def asked_of(person: Staff) -> list[tuple[str, date | None]]:
    found = errands_of(Powers(person))
    return [(one.url, one.due_on) for one in found if one.url.startswith("/personal-data/")]


def own_request(by: Staff, **facts: object) -> DataRequest:
    asked = {
        "kind": Kind.SEE, "category": "accounts", "asked_by": by.full_name, "relation": "self",
        "asked_on": date(2026, 11, 23), "way": DataRequest.Way.ELECTRONIC, "what": "Xin xem.",
        **facts,
    }  # fmt: skip
    return DataRequest(staff=by, **asked)  # type: ignore[misc]


def test_the_first_answer_is_due_in_two_working_days_then_on_the_promised_one(
    school: School, an: Pupil
) -> None:
    Holiday.objects.create(
        year=school.year, name="Lễ", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24)
    )
    one = data_request(school, an)
    assert one.due_on == date(2026, 11, 26)
    on_friday = data_request(school, an, asked_on=date(2026, 11, 20))
    assert on_friday.due_on == date(2026, 11, 25)
    take("withdraw", on_friday, school.dao, "Gia đình rút lại.")
    expected = [(one.get_absolute_url(), date(2026, 11, 26))]
    assert asked_of(school.van) == asked_of(school.thu) == expected
    assert asked_of(school.dao) == asked_of(school.minh) == []
    one = take("answer", one, school.van, "Đã nhận, sẽ sửa.", until=date(2026, 12, 1))
    assert one.first_answer_at is not None
    assert asked_of(school.van) == [(one.get_absolute_url(), date(2026, 12, 1))]
    one = take("done", one, school.thu, "Đã sửa số điện thoại.")
    assert (one.state, asked_of(school.van)) == (State.DONE, [])
    assert [note.text for note in one.notes.all()] == ["Đã nhận, sẽ sửa.", "Đã sửa số điện thoại."]


def test_a_first_answer_without_a_day_promises_ten_working_days(school: School, an: Pupil) -> None:
    assert take("answer", data_request(school, an), school.van, "Đã nhận.").due_on == date(
        2026, 12, 7
    )


@pytest.mark.parametrize("category", [*BY_LAW, EVERYTHING])
def test_what_the_law_keeps_is_never_marked_as_erased(
    school: School, an: Pupil, category: str
) -> None:
    one = data_request(school, an, kind=Kind.ERASE, category=category)
    for person in (school.van, school.minh, school.thu):
        with refused("law_keeps_it") as told:
            take("done", one, person, "Đã xóa.")
        assert re.search(r"\d+/\d{4}/(NĐ-CP|QH15)", str(told.value))
    one = take("answer", one, school.van, "Đang xem.")
    with pytest.raises(Refusal):
        take("done", one, school.thu, "Đã xóa.")
    assert take("refuse", one, school.thu, "Luật không cho.").state == State.REFUSED


@pytest.mark.parametrize("category", FREE)
def test_what_no_law_keeps_may_be_erased(school: School, an: Pupil, category: str) -> None:
    one = data_request(school, an, kind=Kind.ERASE, category=category)
    assert take("done", one, school.van, "Đã xóa.").state == State.DONE


def test_the_lifelong_record_is_named_with_its_decree_on_the_page(
    school: School, client: Client, an: Pupil
) -> None:
    one = data_request(school, an, kind=Kind.ERASE, category="results")
    client.force_login(school.van)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "88/2026/NĐ-CP" in page
    assert "33/2024/QH15" in page
    assert f"{one.get_absolute_url()}refuse/" in page
    assert f"{one.get_absolute_url()}done/" not in page
    answer = client.post(f"{one.get_absolute_url()}done/", {"text": "Đã xóa hết."})
    assert answer.status_code == 422
    assert "Đã xóa hết." in answer.content.decode()
    one.refresh_from_db()
    assert one.state == State.ENTERED


def test_who_works_here_is_refused_by_the_law_for_staff(
    school: School, client: Client, an: Pupil
) -> None:
    own = DataRequest(staff=school.dao, kind=Kind.ERASE, category="everything", what="Xóa hết.")
    own.asked_on, own.way = date(2026, 11, 23), DataRequest.Way.IN_PERSON
    enter(own, school.dao)
    childs = data_request(school, an, kind=Kind.ERASE, category="everything")
    laws = [law_against(one) for one in (own, childs)]
    assert all(laws)
    assert "học tập suốt đời" not in laws[0]
    assert "học tập suốt đời" in laws[1]


def test_each_step_has_its_states_its_people_and_its_words(school: School, an: Pupil) -> None:
    one = data_request(school, an)
    for name in ("answer", "done", "refuse"):
        for person in (school.dao, school.nam, school.hoa):
            with pytest.raises(Refusal):
                take(name, one, person, "Tôi.")
        with pytest.raises(Refusal):
            take(name, one, school.van, "  ")
    with pytest.raises(Refusal):
        take("withdraw", one, school.van, "Rút.")
    for ending in ("done", "refuse", "withdraw"):
        ended = data_request(school, an)
        by = school.dao if ending == "withdraw" else school.van
        take(ending, ended, by, "Vì thế.")
        for name in STEPS:
            with pytest.raises(Refusal):
                take(name, ended, school.dao if name == "withdraw" else school.van, "Nữa.")


def test_the_own_data_are_asked_for_by_oneself_and_decided_by_another(school: School) -> None:
    with pytest.raises(Refusal):
        enter(own_request(school.nam), school.dao)
    one = enter(own_request(school.van), school.van)
    assert asked_of(school.van) == []
    assert asked_of(school.thu) == [(one.get_absolute_url(), date(2026, 11, 25))]
    with pytest.raises(Refusal):
        take("done", one, school.van, "Đã xem.")
    assert take("done", one, school.thu, "Đã xem.").state == State.DONE


def test_a_day_in_the_future_is_refused(school: School, an: Pupil) -> None:
    with pytest.raises(Refusal):
        data_request(school, an, asked_on=date(2026, 11, 24))


def test_who_sees_which_request(school: School, client: Client, an: Pupil) -> None:
    one = data_request(school, an, what="Chuyện riêng của gia đình")
    for person, status in (
        (school.dao, 200),
        (school.van, 200),
        (school.minh, 200),
        (school.thu, 200),
        (school.nam, 404),
        (school.hoa, 404),
        (school.phuc, 404),
    ):
        client.force_login(person)
        assert client.get(one.get_absolute_url()).status_code == status, person
        listed = client.get("/personal-data/?show=all").content.decode()
        assert ("Trần Thị Bích" in listed) == (status == 200), person


@pytest.mark.parametrize(
    ("name", "status"), [("dao", 302), ("van", 302), ("nam", 403), ("phuc", 404)]
)
def test_who_enters_a_request_for_a_family(
    school: School, client: Client, an: Pupil, name: str, status: int
) -> None:
    client.force_login(getattr(school, name))
    typed = {
        "kind": "correct", "category": "profile", "asked_by": "Trần Thị Bích", "relation": "mother",
        "asked_on": "20/11/2026", "way": "phone", "what": "Sai tên đệm.",
    }  # fmt: skip
    answer = client.post(f"{an.get_absolute_url()}data/request/", typed)
    assert answer.status_code == status
    assert DataRequest.objects.exists() == (status == 302)


def test_a_form_with_an_error_loses_nothing(school: School, client: Client, an: Pupil) -> None:
    client.force_login(school.dao)
    typed = {
        "kind": "correct",
        "category": "profile",
        "what": "Sai tên đệm.",
        "asked_on": "31/02/2026",
    }
    answer = client.post(f"{an.get_absolute_url()}data/request/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sai tên đệm." in page
    assert 'value="31/02/2026"' in page


def test_the_trail_has_the_number_and_no_words(school: School, an: Pupil) -> None:
    one = data_request(school, an, what="Chuyện riêng")
    take("refuse", one, school.van, "Lý do riêng")
    events = list(Event.objects.order_by("-sequence")[:2])
    assert [each.kind for each in events] == ["data_request_refused", "data_request_entered"]
    for each in events:
        assert not any(
            word in each.body for word in ("riêng", "Bích", "Hoài An", str(an.public_id))
        )


def test_the_pages_ask_no_more_with_a_hundred_requests(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.van)
    one = data_request(school, an)
    costs = []
    for number in (1, 99):
        for place in range(number):
            data_request(school, an)
            DataRequest.objects.filter(pk=one.pk).update(state=State.ENTERED)
            take("answer", one, school.van, f"Lần {place}")
        cost = []
        for address in ("/personal-data/", one.get_absolute_url(), f"{an.get_absolute_url()}data/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST_QUERIES


def test_an_overdue_request_says_so(school: School, client: Client, an: Pupil) -> None:
    data_request(school, an)
    with time_machine.travel("2026-11-30T09:00:00+07:00"):
        client.force_login(school.thu)
        shown = client.get("/personal-data/").context["counts"]
    assert (shown["open"], shown["overdue"]) == (1, 1)


def test_a_pupil_who_was_never_in_a_class_is_not_forgotten(school: School) -> None:
    """Clerk and leaders enter for everybody; a homeroom teacher for nobody outside the class."""
    stray = pupil("Lý Văn Lạc")
    asked = {
        "pupil": stray, "kind": Kind.SEE, "category": EVERYTHING, "asked_by": "Mẹ", "relation": "mother",
        "asked_on": date(2026, 11, 23), "way": "letter", "what": "Xin bản sao.",
    }  # fmt: skip
    with pytest.raises(Refusal):
        enter(DataRequest(**asked), school.dao)  # type: ignore[arg-type]
    assert enter(DataRequest(**asked), school.van).pk  # type: ignore[arg-type]


def test_days_of_a_request_stay_within_reason(school: School) -> None:
    for day in (date(1, 1, 1), date(1999, 12, 31)):
        with pytest.raises(Refusal):
            enter(own_request(school.dao, asked_on=day), school.dao)
    asked = enter(own_request(school.dao), school.dao)
    for until in (date(2027, 11, 25), date(9999, 12, 31)):
        with pytest.raises(Refusal):
            take("answer", asked, school.van, "Sẽ xem.", until)
    last = date(2027, 11, 23)
    assert take("answer", asked, school.van, "Sẽ xem.", last).due_on == last
