"""The rail shows where one is: at a place, or on a page that belongs to it."""

import re

import pytest
from django.test import Client

from people.models import Pupil
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil()
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    return child


@pytest.mark.parametrize(
    ("page", "current", "place"),
    [
        ("/", "page", "Việc của tôi"),
        ("/classes/", "page", "Lớp và học sinh"),
        ("/classes/{class}/", "true", "Lớp và học sinh"),
        ("/pupils/{pupil}/", "true", "Lớp và học sinh"),
        ("/pupils/{pupil}/moves/transfer-out/", "true", "Lớp và học sinh"),
        ("/classes/{class}/sizes/", "true", "Lớp và học sinh"),
        ("/classes/{class}/attendance/2026-11-23/", "true", "Điểm danh"),
        ("/start-of-year/", "page", "Đầu năm"),
        ("/years/{year}/teaching/3/", "true", "Đầu năm"),
        ("/imports/", "true", "Đầu năm"),
        ("/accounts/check/", "true", "Tài khoản"),
        ("/account/", "page", "Tài khoản của tôi"),
        ("/pupils/{pupil}/data/", "true", "Dữ liệu cá nhân"),
        ("/nothing/here/", "", ""),
    ],
)
def test_one_place_is_marked(
    school: School, client: Client, an: Pupil, page: str, current: str, place: str
) -> None:
    client.force_login(school.thu)
    facts = {"class": school.class_3a.pk, "pupil": an.public_id, "year": school.year.pk}
    shown = client.get(page.format(**facts), follow=True).content.decode()
    marked = re.findall(
        r'<a [^>]*aria-current="(\w+)"[^>]*>\s*([^<]+?)\s*<', shown.partition("<main")[0]
    )
    assert marked == ([(current, place)] if place else [])
