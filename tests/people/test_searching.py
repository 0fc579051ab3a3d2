"""Names and titles are found however they are typed."""

import unicodedata
from datetime import date

import pytest
from django.test import Client

from people.models import Pupil, SchoolClass
from people.movements.models import Kind
from people.searching import holding
from tests.people.pupils_of import move, pupil
from tests.school import School

pytestmark = pytest.mark.both_databases
EVERYBODY = ["Nguyễn Thị Đào", "Lê Ân", "Trần Hoàng An", "Đặng Lan", "Phạm Đức Ánh"]


def found(sought: str) -> set[str]:
    rows = Pupil.objects.filter(holding(sought, "surname", "middle_name", "given_name"))
    return {one.full_name for one in rows}


@pytest.fixture
def everybody(school: School) -> None:
    for name in EVERYBODY:
        pupil(name)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("dao", {"Nguyễn Thị Đào"}),
        ("ĐÀO", {"Nguyễn Thị Đào"}),
        ("đao", {"Nguyễn Thị Đào"}),
        ("đạo", set()),
        (unicodedata.normalize("NFD", "Đào"), {"Nguyễn Thị Đào"}),
        ("an", {"Lê Ân", "Trần Hoàng An", "Phạm Đức Ánh"}),
        ("ân", {"Lê Ân"}),
        ("nguyen d", {"Nguyễn Thị Đào"}),
        ("d", {"Nguyễn Thị Đào", "Đặng Lan", "Phạm Đức Ánh"}),
        ("an tran", {"Trần Hoàng An"}),
        ("oang", set()),
        ("", set(EVERYBODY)),
        (".*", set()),
        ("[a", set()),
        ("\\", set()),
        ("(", set()),
        ("' OR 1=1 --", set()),
        ("a" * 500, set()),
    ],
)
def test_a_name_is_found(sought: str, expected: set[str]) -> None:
    assert found(sought) == expected


def test_who_searches_need_not_type_marks(school: School, client: Client) -> None:
    an = pupil("Lê Ân")
    move(an, Kind.ADMISSION, school.class_3a, by=school.van)
    client.force_login(school.dao)
    assert an.get_absolute_url() in client.get("/classes/?q=le an").content.decode()


def test_who_is_found_stands_beside_the_class_and_can_be_opened(
    school: School, client: Client
) -> None:
    """A pupil who went to another class of this school is that class's now."""
    an, binh = pupil("Lê Ân"), pupil("Lê Bình")
    class_3b = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    for child in (an, binh):
        move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    move(an, Kind.CLASS_CHANGE, class_3b, by=school.van, on=date(2026, 11, 2), reason="Cân đối")
    for person, there in ((school.dao, {binh: "3A"}), (school.thu, {an: "3B", binh: "3A"})):
        client.force_login(person)
        page = client.get("/classes/?q=le")
        assert {one: str(place) for one, place in page.context["found"]} == there
        for one in (an, binh):
            expected = 200 if one in there else 404
            assert client.get(one.get_absolute_url()).status_code == expected


def test_the_list_of_classes_names_their_teachers(school: School, client: Client) -> None:
    client.force_login(school.thu)
    page = client.get("/classes/").content.decode()
    assert school.dao.full_name in page
    assert "Điểm trường" not in page
