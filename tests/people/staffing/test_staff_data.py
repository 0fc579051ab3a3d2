"""Whose user name and e-mail are whose to change."""

from typing import Any

import pytest
from django.test import Client

from people.accounts import keeping
from people.models import Staff
from people.staffing import acts
from tests.school import School

pytestmark = pytest.mark.both_databases


def saved(by: Staff, staff: Staff, **changed: str) -> Any:
    client = Client()
    client.force_login(by)
    staff = Staff.objects.get(pk=staff.pk)
    names = ("full_name", "address", "username", "email", "position")
    typed = {name: getattr(staff, name) for name in names}
    return client.post(f"/staff/{staff.pk}/", typed | changed)


@pytest.mark.parametrize("changed", [{"username": "x"}, {"email": "van@example.com"}])
def test_the_board_does_not_rename_the_account_of_the_principal(
    school: School, changed: dict[str, str]
) -> None:
    for by, whose in (
        (school.van, school.thu),
        (school.van, school.minh),
        (school.minh, school.van),
    ):
        assert saved(by, whose, **changed).status_code == 422
    assert Staff.objects.get(pk=school.thu.pk).username == "thu"
    assert not Staff.objects.exclude(email="").exists()


def test_everything_else_and_everybody_else_is_the_boards_to_change(school: School) -> None:
    assert saved(school.van, school.thu, position="Hiệu trưởng").status_code == 302
    assert saved(school.van, school.dao, username="dao2").status_code == 302
    assert saved(school.van, school.van, email="van@example.com").status_code == 302
    assert saved(school.thu, school.minh, username="minh2").status_code == 302
    names = set(Staff.objects.values_list("username", flat=True))
    assert {"dao2", "minh2"} < names


def test_what_others_changed_meanwhile_stays(school: School) -> None:
    """Suspended while the board's page was open: a telephone number brings nobody back."""
    page = Staff.objects.get(pk=school.dao.pk)
    keeping.suspend(school.dao, school.thu, "Đang làm rõ")
    page.phone = "0912345678"
    acts.change_staff(page, ["phone"], school.van)
    now = Staff.objects.get(pk=school.dao.pk)
    assert (now.phone, now.is_active) == ("0912345678", False)
    assert now.history.first().is_active is False


def test_digits_of_other_scripts_are_no_personal_id(school: School) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in "079318000012")
    assert wide.isdecimal()
    assert saved(school.van, school.dao, personal_id=wide).status_code == 422


def test_a_substitute_of_the_principal_is_renamed_by_the_principal_alone(school: School) -> None:
    school.substitution(school.thu, school.dao)
    assert saved(school.van, school.dao, username="x").status_code == 422
    assert saved(school.thu, school.dao, username="dao2").status_code == 302
