"""Who changes what is known of the staff, and that nobody undoes what a colleague saved."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from people.accounts import keeping
from people.models import Staff, Substitution, SubstitutionRequest
from people.refusals import Refusal
from people.staffing import acts
from tests.people.typed import as_shown
from tests.refused import codes_on
from tests.school import School

pytestmark = pytest.mark.both_databases


def saved(by: Staff, staff: Staff, **changed: str) -> Any:
    client = Client()
    client.force_login(by)
    staff = Staff.objects.get(pk=staff.pk)
    names = ("full_name", "address", "username", "email", "position")
    typed = {name: getattr(staff, name) for name in names}
    return client.post(f"/staff/{staff.pk}/", typed | changed)


@pytest.mark.parametrize(
    "changed", [{"username": "xuan"}, {"email": "van@example.com"}, {"full_name": "Kẻ Mạo Danh"}]
)
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


def test_an_older_page_takes_back_nothing_that_it_did_not_touch(
    school: School, client: Client
) -> None:
    page = f"/staff/{school.dao.pk}/"
    client.force_login(school.van)
    older = as_shown(client, page)
    client.post(page, as_shown(client, page) | {"phone": ["0922222222"]})
    assert client.post(page, older | {"position": ["Giáo viên hạng II"]}).status_code == 302
    now = Staff.objects.get(pk=school.dao.pk)
    assert (now.phone, now.position) == ("0922222222", "Giáo viên hạng II")


@pytest.mark.parametrize("name", ["<b>", "ho a", "hoa/..", "tħu", "cô đào", "-dao"])
def test_a_user_name_is_typed_alike_on_every_keyboard(school: School, name: str) -> None:
    assert saved(school.thu, school.dao, username=name).status_code == 422


def test_the_same_two_are_entered_once_for_a_day(school: School) -> None:
    def asked(first: int, last: int) -> SubstitutionRequest:
        days = {"starts_on": date(2026, 11, first), "ends_on": date(2026, 11, last)}
        new = SubstitutionRequest(absent=school.dao, substitute=school.nam, reason="Ốm", **days)
        return acts.ask_for_substitution(new, school.dao)

    request = asked(23, 25)
    with pytest.raises(Refusal):
        asked(25, 27)
    acts.grant(request, school.thu)
    with pytest.raises(Refusal):
        asked(24, 24)
    acts.refuse(asked(26, 27), "Không cần", school.thu)
    assert asked(26, 27).is_open


def test_a_substitution_is_ended_once(school: School, client: Client) -> None:
    days = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 25)}
    row = Substitution.objects.create(
        absent=school.dao, substitute=school.nam, reason="Ốm", granted_by=school.thu, **days
    )
    client.force_login(school.thu)
    answers = [client.post(f"/substitutions/{row.pk}/end/") for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 422]
    assert codes_on(answers[1]) == {"ended_already"}


def test_a_leader_without_a_group_gets_a_sentence(school: School, client: Client) -> None:
    client.force_login(school.thu)
    typed = {
        "staff": school.yen.pk,
        "duty": "group_leader",
        "starts_on": "23/11/2026",
        "decision": "1",
    }
    shown = client.post("/duties/new/", typed).content.decode()
    assert "Constraint" not in shown
    assert "chọn tổ" in shown


def test_digits_of_other_scripts_are_no_personal_id(school: School) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in "079318000012")
    assert wide.isdecimal()
    assert saved(school.van, school.dao, personal_id=wide).status_code == 422


def test_a_substitute_of_the_principal_is_renamed_by_the_principal_alone(school: School) -> None:
    school.substitution(school.thu, school.dao)
    assert saved(school.van, school.dao, username="x").status_code == 422
    assert saved(school.thu, school.dao, username="dao2").status_code == 302
