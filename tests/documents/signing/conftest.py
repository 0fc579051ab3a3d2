"""Four people of a small school, their keys, and a paper that waits for their signatures."""

from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine

from documents import rendering, signing
from people.models import Staff

PIN = "482915"
FIELDS = ("author", "review", "sign", "lock")
DUTIES = ("Giáo viên bộ môn", "Tổ trưởng tổ chuyên môn 4", "Phó hiệu trưởng", "Hiệu trưởng")
AT = datetime(2026, 9, 7, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def first_day_of_school():
    with time_machine.travel(AT - timedelta(hours=1)):
        yield


@pytest.fixture(autouse=True)
def own_pepper(settings, school_home):
    settings.SOKY_PEPPER = "pepper of the test"


@pytest.fixture
def hire(db):
    numbers = count(1)

    def hire(full_name):
        number = next(numbers)
        return Staff.objects.create(username=f"nv{number}", full_name=full_name, address="cô")

    return hire


@pytest.fixture
def people(hire):
    return SimpleNamespace(
        dao=hire("Nguyễn Thị Đào"),
        uong=hire("Trần Văn Ưỡng"),
        dieu=hire("Lê Thị Huyền Diệu"),
        anh=hire("Công Tằng Tôn Nữ Thị Phương Thảo Nguyễn Hoàng Khánh Ngọc Ánh"),
    )


@pytest.fixture
def keys(people):
    signing.issue_many((person, PIN) for person in vars(people).values())
    return [signing.open_key(person, PIN) for person in vars(people).values()]


@pytest.fixture
def prepared(school_home):
    paper = rendering.render("print/note.html", {"title": "Kế hoạch bài dạy", "lines": ["Toán"]})
    return signing.prepare(paper, FIELDS)


def sign(pdf, field, key, *, duty="Giáo viên", at=AT):
    """The file with one more signature, of which nothing is known beforehand."""
    stamp = signing.Stamp((duty.upper(),), signing.name_in(key.certificate), at)
    return signing.sign(signing.Order(pdf, field, duty, stamp), key, at).pdf


@pytest.fixture
def sign_all(keys):
    def sign_all(pdf, fields=FIELDS):
        for field, key, duty in zip(FIELDS, keys, DUTIES, strict=True):
            if field in fields:
                pdf = sign(pdf, field, key, duty=duty)
        return pdf

    return sign_all
