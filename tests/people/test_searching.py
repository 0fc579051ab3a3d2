"""Names and titles are found however they are typed."""

import unicodedata

import pytest
from django.test import Client

from people.models import Pupil
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
