"""A child that comes to this school is taken in once, whatever was typed and by how many."""

from typing import Any

import pytest
from django.test import Client

from people.models import Guardian, Pupil, RegisterEntry, SchoolClass
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School

pytestmark = pytest.mark.both_databases


@pytest.fixture
def van(school: School, client: Client) -> Client:
    client.force_login(school.van)
    return client


def typed(into: SchoolClass, **more: Any) -> dict[str, Any]:
    return {
        "full_name": "Trần Hoài An",
        "gender": "nữ",
        "born_on": "05/03/2018",
        "nationality": "Việt Nam",
        "to_class": into.pk,
        "on": "07/09/2026",
        **more,
    }


def test_who_is_known_is_not_taken_in_again_unless_it_is_another_child(
    school: School, van: Client
) -> None:
    class_3b = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    assert van.post("/pupils/new/admission/", typed(school.class_3a)).status_code == 302
    known = Pupil.objects.get()
    again = van.post("/pupils/new/admission/", typed(class_3b))
    assert again.status_code == 422
    assert known.get_absolute_url() in again.content.decode()
    assert RegisterEntry.objects.count() == 1
    other = van.post("/pupils/new/admission/", typed(class_3b, is_another="on"))
    assert other.status_code == 302
    assert RegisterEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mother-phone", "0912345678"),
        ("father-occupation", "Công nhân"),
        ("guardian-born_year", "1980"),
    ],
)
def test_what_is_said_of_an_unnamed_parent_is_not_dropped(
    school: School, van: Client, field: str, value: str
) -> None:
    answer = van.post("/pupils/new/admission/", typed(school.class_3a, **{field: value}))
    assert answer.status_code == 422
    assert f'value="{value}"' in answer.content.decode()
    assert not Pupil.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mother-born_year", "2090"),
        ("mother-born_year", "26"),
        ("mother-personal_id", "12"),
        ("full_name", "Trần " + "Rấtdài " * 12 + "An"),
        ("full_name", "Trần " + "A" * 41),
    ],
)
def test_what_cannot_be_gets_a_sentence(
    school: School, van: Client, field: str, value: str
) -> None:
    sent = typed(school.class_3a, **{"mother-full_name": "Lê Thị Bích", field: value})
    assert van.post("/pupils/new/admission/", sent).status_code == 422
    assert not Guardian.objects.exists()


def test_a_teacher_whose_pupil_changed_class_is_led_back_to_the_own_one(
    school: School, client: Client
) -> None:
    class_3b = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    an = pupil("Lê An")
    move(an, Kind.ADMISSION, school.class_3a, by=school.van)
    client.force_login(school.dao)
    sent = {"to_class": class_3b.pk, "on": "23/11/2026", "reason": "Cân đối sĩ số"}
    answer = client.post(f"{an.get_absolute_url()}moves/class-change/", sent, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == f"/classes/{school.class_3a.pk}/"
    assert "Chuyển lớp" in answer.content.decode()
