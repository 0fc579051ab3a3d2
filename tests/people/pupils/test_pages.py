"""Classes and pupils on screen: who sees whom, what is protected, how heavy, how many questions."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import (
    Assignment,
    Duty,
    Guardian,
    Movement,
    ProtectedFacts,
    Pupil,
    Reading,
    RegisterEntry,
)
from people.movements.acts import reverse as reverse_movement
from people.movements.enrolments import class_of
from people.movements.models import Kind
from people.pupils.seen import protected_fingerprint, vitae_fingerprint
from tests.people.pupils_of import move, pupil
from tests.school import FIRST_DAY, School

pytestmark = pytest.mark.both_databases
MOST_QUERIES, MOST_BYTES = 15, 80_000
SECRET = "Khuyết tật vận động"


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil("Nguyễn Thị Hoài An", ministry_code="7912345678")
    ProtectedFacts.objects.create(pupil=child, disability=SECRET)
    Guardian.objects.create(pupil=child, relation="mother", full_name="Trần Thị Bích")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    return child


def fill(school: School, number: int) -> None:
    for place in range(number):
        move(pupil(f"Nguyễn Ngọc Bảo Trân {place}"), Kind.ADMISSION, school.class_3a, by=school.van)


def test_a_class_of_45_is_light_and_asks_no_more_than_a_class_of_5(
    school: School, client: Client
) -> None:
    client.force_login(school.dao)
    costs = []
    for number in (5, 40):
        fill(school, number)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/classes/{school.class_3a.pk}/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= MOST_QUERIES
    assert len(answer.content) <= MOST_BYTES
    names = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    assert names.count("/pupils/") == 45


@pytest.mark.parametrize(
    "path",
    ["/classes/", "/classes/?q=nguyen", "/start-of-year/", "/staff/", "/duties/", "/school/"],
)
def test_no_page_of_the_office_asks_more_than_fifteen_questions(
    school: School, client: Client, an: Pupil, path: str
) -> None:
    client.force_login(school.van)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_a_teacher_sees_the_own_class_and_nobody_elses(
    school: School, client: Client, an: Pupil
) -> None:
    for person, expected in (
        (school.dao, 200),
        (school.nam, 200),
        (school.thu, 200),
        (school.van, 200),
        (school.phuc, 404),
        (school.yen, 404),
    ):
        client.force_login(person)
        assert client.get(an.get_absolute_url()).status_code == expected, person
        assert client.get(f"/classes/{school.class_3a.pk}/").status_code == expected, person
        found = client.get("/classes/?q=Hoài An").content.decode()
        assert (an.get_absolute_url() in found) == (expected == 200), person


def test_what_is_protected_stands_on_no_other_page_and_each_look_is_kept(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    for path in ("", "edit/", "readers/"):
        assert SECRET not in client.get(f"{an.get_absolute_url()}{path}").content.decode()
    assert not Reading.objects.exists()
    assert SECRET in client.get(f"{an.get_absolute_url()}protected/").content.decode()
    looked = Reading.objects.get()
    assert (looked.by, looked.pupil, looked.purpose) == (school.dao, an, Reading.Purpose.PAGE)
    assert "Lê Thị Đào" in client.get(f"{an.get_absolute_url()}readers/").content.decode()


def test_a_subject_teacher_and_the_board_do_not_read_what_is_protected(
    school: School, client: Client, an: Pupil
) -> None:
    for person in (school.nam, school.hoa):
        client.force_login(person)
        for path in ("protected/", "readers/"):
            assert client.get(f"{an.get_absolute_url()}{path}").status_code == 403
    assert not Reading.objects.exists()


def test_protected_data_are_changed_and_history_knows(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    form = {"ethnicity": "Kinh", "disability": ""}
    form["seen"] = protected_fingerprint(an)
    assert client.post(f"{an.get_absolute_url()}protected/", form).status_code == 302
    facts = ProtectedFacts.objects.get(pupil=an)
    assert (facts.ethnicity, facts.disability) == ("Kinh", "")
    assert facts.history.count() == 2


def vitae(**more: Any) -> dict[str, Any]:
    return {
        "full_name": "Nguyễn Thị Hoài An",
        "gender": "nữ",
        "born_on": "02/03/2018",
        "nationality": "Việt Nam",
        **more,
    }


def test_a_pupil_is_changed_with_the_family(school: School, client: Client, an: Pupil) -> None:
    client.force_login(school.dao)
    typed = vitae(
        seen=vitae_fingerprint(an),
        full_name="Nguye\u0302\u0303n Thị Hoài Ân",
        residence="Ấp 3",
        **{"father-full_name": "Nguyễn Văn Ba", "father-born_year": "1988", "mother-full_name": ""},
    )
    answer = client.post(f"{an.get_absolute_url()}edit/", typed)
    assert answer.status_code == 302
    an.refresh_from_db()
    assert (an.surname, an.middle_name, an.given_name) == ("Nguyễn", "Thị Hoài", "Ân")
    assert an.residence == "Ấp 3"
    assert list(an.guardians.values_list("relation", "full_name")) == [("father", "Nguyễn Văn Ba")]


def test_who_saves_an_older_page_is_told_what_is_kept_now(
    school: School, client: Client, an: Pupil
) -> None:
    """Vân adds a guardian and a residence; Đào's page is older and knows neither."""
    older = vitae(seen=vitae_fingerprint(an), note="Ngồi bàn đầu", **{"mother-full_name": ""})
    client.force_login(school.van)
    newer = {"guardian-full_name": "Trần Văn Tư", "mother-full_name": "Trần Thị Bích"}
    typed = vitae(seen=vitae_fingerprint(an), residence="Ấp 5", **newer)
    assert client.post(f"{an.get_absolute_url()}edit/", typed).status_code == 302
    client.force_login(school.dao)
    answer = client.post(f"{an.get_absolute_url()}edit/", older)
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("Ấp 5", "Trần Văn Tư", "Trần Thị Bích", 'value="Ngồi bàn đầu"'):
        assert kept in page
    an.refresh_from_db()
    assert an.residence == "Ấp 5"
    assert an.guardians.count() == 2
    again = older | {"seen": vitae_fingerprint(an)}
    assert client.post(f"{an.get_absolute_url()}edit/", again).status_code == 302


def test_a_slip_in_between_does_not_make_an_older_page_a_new_one(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    page, seen = f"{an.get_absolute_url()}edit/", vitae_fingerprint(an)
    client.post(page, vitae(seen=seen, residence="Ấp 5"))
    slip = client.post(page, vitae(seen=seen, personal_id="12"))
    assert f'name="seen" value="{seen}"' in slip.content.decode()
    again = client.post(page, vitae(seen=seen))
    assert again.status_code == 422
    assert "Ấp 5" in again.content.decode()
    assert f'name="seen" value="{vitae_fingerprint(an)}"' in again.content.decode()
    assert Pupil.objects.get(pk=an.pk).residence == "Ấp 5"


def test_protected_facts_are_not_emptied_by_an_older_page(
    school: School, client: Client, an: Pupil
) -> None:
    older = {"seen": protected_fingerprint(an), "health": "Cận thị"}
    ProtectedFacts.objects.filter(pupil=an).update(ethnicity="Kinh")
    client.force_login(school.dao)
    answer = client.post(f"{an.get_absolute_url()}protected/", older)
    assert answer.status_code == 422
    assert "Kinh" in answer.content.decode()
    assert ProtectedFacts.objects.get(pupil=an).ethnicity == "Kinh"


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"full_name": "An"}, 'value="An"'),
        ({"born_on": "31/02/2018"}, 'value="31/02/2018"'),
        ({"born_on": "01/01/1950"}, 'value="01/01/1950"'),
        ({"personal_id": "12345"}, 'value="12345"'),
        ({"ministry_code": "chín"}, 'value="chín"'),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    school: School, client: Client, an: Pupil, wrong: dict[str, str], kept: str
) -> None:
    client.force_login(school.dao)
    answer = client.post(f"{an.get_absolute_url()}edit/", vitae(residence="Ấp 3", **wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert kept in page
    assert 'value="Ấp 3"' in page
    assert Pupil.objects.get(pk=an.pk).full_name == "Nguyễn Thị Hoài An"


def test_one_is_admitted_on_one_page_with_number_and_class(school: School, client: Client) -> None:
    client.force_login(school.van)
    typed = vitae(to_class=school.class_3a.pk, on="07/09/2026", papers=["birth_certificate"])
    assert client.post("/pupils/new/admission/", typed).status_code == 302
    child = Pupil.objects.get()
    assert class_of(child) == school.class_3a
    assert str(RegisterEntry.objects.get(pupil=child)) == "001/2026"
    assert child.movements.get().papers == ["birth_certificate"]


def test_a_form_that_was_sent_twice_admits_once(school: School, client: Client) -> None:
    client.force_login(school.van)
    typed = vitae(to_class=school.class_3a.pk, on="07/09/2026")
    statuses = [client.post("/pupils/new/admission/", typed).status_code for _time in range(2)]
    assert statuses == [302, 422]
    assert RegisterEntry.objects.count() == Pupil.objects.count() == 1


def test_nobody_comes_before_the_year_begins(school: School, client: Client) -> None:
    client.force_login(school.van)
    for day in ("01/01/0001", "31/08/2026"):
        typed = vitae(to_class=school.class_3a.pk, on=day)
        assert client.post("/pupils/new/admission/", typed).status_code == 422, day


def test_a_class_of_next_year_gives_no_say_before_it_begins(
    school: School, client: Client, an: Pupil
) -> None:
    """Moved ahead to 3B from May: until then Đào's, and Hoa's of 3B no sooner."""
    other = school.year.classes.create(grade=3, name="3B")
    Assignment.objects.create(
        staff=school.phuc, duty=Duty.HOMEROOM_TEACHER, school_class=other, starts_on=FIRST_DAY
    )
    move(an, Kind.CLASS_CHANGE, other, school.van, on=date(2027, 5, 3), reason="Sĩ số")
    for person, expected in ((school.dao, 200), (school.phuc, 404)):
        client.force_login(person)
        assert client.get(an.get_absolute_url()).status_code == expected, person


def test_a_class_is_shown_on_any_day_and_a_past_year_keeps_its_pupils(
    school: School, client: Client, an: Pupil
) -> None:
    move(an, Kind.WITHDRAWAL, None, school.van, on=date(2026, 11, 2), reason="Ốm dài ngày")
    client.force_login(school.dao)
    page = f"/classes/{school.class_3a.pk}/"
    assert "Hoài An" in client.get(page, {"day": "01/11/2026"}).content.decode()
    for day in ("", "02/11/2026", "31/02/2026", "01/01/0001"):
        assert "Hoài An" not in client.get(page, {"day": day}).content.decode(), day
    school.year.ends_on = date(2026, 11, 1)
    school.year.save()
    shown = client.get("/classes/").content.decode()
    assert shown.partition("<tbody>")[2].count(">1</td>") == 1


def test_an_admission_taken_back_is_recorded_anew_for_the_same_pupil(
    school: School, client: Client
) -> None:
    """Found by who may admit, by nobody else; the number stays the pupil's own."""
    child = pupil("Trần Hoài An")
    came = move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    reverse_movement(came, school.thu, "Nhầm lớp")
    for who, is_found in ((school.van, True), (school.dao, False)):
        client.force_login(who)
        page = client.get("/classes/?q=Hoài An").content.decode()
        assert (child.get_absolute_url() in page) is is_found
    client.force_login(school.van)
    address = f"{child.get_absolute_url()}moves/admission/"
    assert address in client.get(child.get_absolute_url()).content.decode()
    typed = {"to_class": school.class_3a.pk, "on": "07/09/2026", "reason": ""}
    assert client.post(address, typed).status_code == 302
    assert str(child.register_entry) == "001/2026"
    assert RegisterEntry.objects.count() == 1


def test_nobody_leaves_years_after_the_class_has_ended(school: School, client: Client) -> None:
    child = pupil("Trần Hoài An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    client.force_login(school.van)
    typed = {"on": "07/09/2062", "reason": "Theo gia đình", "known": "on"}
    answer = client.post(f"{child.get_absolute_url()}moves/withdrawal/", typed)
    assert answer.status_code == 422
    assert child.enrolments.get().ends_on is None


@pytest.mark.parametrize("address", ["/verify/x%00/", "/audit/?q=%00", "/lesson-plans/?q=a%00"])
def test_a_nul_in_an_address_names_nothing(school: School, client: Client, address: str) -> None:
    client.force_login(school.thu)
    assert client.get(address).status_code == 400


def test_a_search_of_a_thousand_words_is_cut_short(school: School, client: Client) -> None:
    client.force_login(school.dao)
    assert client.get("/classes/", {"q": "an " * 1200}).status_code == 200


def test_a_refused_admission_leaves_no_pupil_behind(school: School, client: Client) -> None:
    client.force_login(school.van)
    after = school.year.ends_on + timedelta(days=1)
    typed = vitae(to_class=school.class_3a.pk, on=f"{after:%d/%m/%Y}")
    answer = client.post("/pupils/new/admission/", typed)
    assert answer.status_code == 422
    assert "Nguyễn Thị Hoài An" in answer.content.decode()
    assert not Pupil.objects.exists()


def test_a_pupil_goes_to_another_school_with_a_letter_and_the_principal_takes_it_back(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    form = {"on": "23/11/2026", "other_school": "Trường Tiểu học Bình Minh", "reason": "Chuyển nhà"}
    away = f"{an.get_absolute_url()}moves/transfer-out/"
    unseen = client.post(away, {**form, "papers": ["transcript"]})
    assert unseen.status_code == 422, "what is still open was not looked at"
    assert "số định danh cá nhân" in unseen.content.decode()
    typed = {**form, "papers": ["transcript"], "known": "on"}
    assert client.post(away, typed).status_code == 302
    pages = client.get(an.get_absolute_url()).content.decode()
    assert "Học bạ" in pages
    assert class_of(an, date(2026, 11, 22)) == school.class_3a
    assert class_of(an, date(2026, 11, 23)) is None
    gone = Movement.objects.get(kind=Kind.TRANSFER_OUT)
    letter = client.get(f"/movements/{gone.pk}/letter/").content.decode()
    assert "Trường Tiểu học Bình Minh" in letter
    assert "001/2026" in letter
    assert "đến hết ngày 22/11/2026" in letter
    assert "Học bạ" in letter
    back = f"/movements/{gone.pk}/reverse/"
    assert client.post(back, {"reason": "Nhầm em"}).status_code == 403
    client.force_login(school.thu)
    assert client.post(back, {"reason": "Nhầm em"}).status_code == 302
    assert class_of(an) == school.class_3a
    assert client.get(f"/movements/{gone.pk}/letter/").status_code == 404


def test_a_homeroom_teacher_moves_nobody_of_another_class(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.phuc)
    address = f"{an.get_absolute_url()}moves/withdrawal/"
    assert client.post(address, {"on": "23/11/2026", "reason": "x"}).status_code == 404
    client.force_login(school.nam)
    assert client.post(address, {"on": "23/11/2026", "reason": "x"}).status_code == 403
    assert class_of(an) == school.class_3a
