"""Does a staff list bring people in and nothing else: no duty, no account, no other name of an account?"""

from datetime import date
from typing import Any

import pytest

from people.imports.models import ImportRun
from people.imports.undo import undo
from people.models import Assignment, Duty, Staff, SubjectGroup
from tests.people.imports.conftest import Desk
from tests.people.imports.sheets import xlsx
from tests.people.imports.test_corpus import told
from tests.refused import refused
from tests.school import School

pytestmark = pytest.mark.both_databases

HEADINGS = [
    *("TT", "Mã GV", "Họ và tên", "Ngày sinh", "Giới tính", "Tổ chuyên môn", "Chức vụ"),
    *("Email", "Số điện thoại"),
]
LAN = [
    *("1", "GV001", "Ngô Thị Lan", date(1990, 2, 3), "Nữ", "Tổ chuyên môn 3", "Hiệu trưởng"),
    *("Lan@truong.vn", 912345678),
]


def staff(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    return xlsx({"CBGV": [["DANH SÁCH CÁN BỘ, GIÁO VIÊN"], headings, *rows]})


def verdicts(run: ImportRun) -> list[str]:
    return [told(one) for one in run.verdicts]


def test_a_new_colleague_comes_without_duty_and_without_a_way_to_sign_in(
    school: School, desk: Desk
) -> None:
    before = Assignment.objects.count()
    run = desk.apply(staff(LAN), "staff")
    assert verdicts(run) == [
        "CBGV!3 new Ngô Thị Lan | I3: zeros in front had been lost; read as 0912345678."
    ]
    lan = Staff.objects.get(staff_code="GV001")
    assert (lan.username, lan.full_name, lan.address) == ("lannt", "Ngô Thị Lan", "cô")
    assert (lan.email, lan.phone, lan.born_on) == ("lan@truong.vn", "0912345678", date(1990, 2, 3))
    assert (lan.group, lan.position) == (school.group, "Hiệu trưởng")
    assert not lan.has_usable_password()
    assert lan.password_set_on is None
    assert lan.name_key
    assert Assignment.objects.count() == before
    assert [line.history_user_id for line in lan.history.all()] == [desk.by.pk]


def test_user_names_are_unique_and_those_of_colleagues_stay(school: School, desk: Desk) -> None:
    headings = ["Họ tên", "Giới tính", "Tên đăng nhập"]
    run = desk.apply(
        staff(
            ["Lê Thị Đào", "Nữ", ""],
            ["Lâm Tú Đông", "Nam", ""],
            ["Lý Trọng Đông", "Nam", ""],
            ["Trần Văn Tý", "Nam", "Thu"],
            ["Trần Văn Sửu", "Nam", "tên có dấu"],
            headings=headings,
        ),
        "staff",
    )
    assert verdicts(run) == [
        "CBGV!3 unchanged Lê Thị Đào",
        "CBGV!4 new Lâm Tú Đông",
        "CBGV!5 new Lý Trọng Đông",
        "CBGV!6 refused Trần Văn Tý | C6: this belongs to Nguyễn Thị Thu.",
        "CBGV!7 refused Trần Văn Sửu | C7: “tên có dấu”: letters without tones, digits, dots only.",
    ]
    names = Staff.objects.filter(full_name__endswith="Đông").values_list("username", flat=True)
    assert sorted(names) == ["donglt", "donglt2"]
    school.dao.refresh_from_db()
    assert (school.dao.username, school.dao.full_name) == ("dao", "Lê Thị Đào")


def test_colleagues_are_found_by_code_or_by_a_name_that_only_one_has(
    school: School, desk: Desk
) -> None:
    Staff.objects.filter(pk=school.nam.pk).update(staff_code="GV002")
    Staff.objects.create_user("hoa2", "mat-khau", "Trần Thị Hoa", address="cô")
    run = desk.compare(
        staff(
            ["1", "GV002", "Lê Văn Nam", "", "", "Tổ 1", ""],
            ["2", "", "Cô Phạm Thị Ngọc", date(1980, 1, 1), "Nữ", "", "Phó hiệu trưởng"],
            ["3", "", "Trần Thị Hoa", "", "", "", ""],
            ["4", "", "Đỗ Quang Minh", 1975, "", "", ""],
            ["5", "", "Hồ Văn Mới", "", "", "Tổ Toán", ""],
            ["6", "GV002", "Lê Văn Nam", "", "", "", ""],
        ),
        "staff",
    )
    assert verdicts(run) == [
        "CBGV!3 changed Lê Văn Nam | group: Tổ 3 → Tổ 1",
        "CBGV!4 changed Phạm Thị Ngọc | born_on:  → 1980-01-01, position:  → Phó hiệu trưởng"
        " | C4: “Cô” is taken for a form of address; read as Phạm Thị Ngọc.",
        "CBGV!5 refused Trần Thị Hoa | C5: 2 people have this name; give a staff code.",
        "CBGV!6 refused Đỗ Quang Minh | D6: “1975” is a year; day and month are missing.",
        "CBGV!7 refused Hồ Văn Mới | F7: there is no group “Tổ Toán”.",
        "CBGV!8 refused Lê Văn Nam | B8: the same person stands in row 3 of “CBGV” already.",
    ]


def test_groups_are_made_when_asked_for_and_gone_after_the_undo(desk: Desk) -> None:
    row = [*LAN[:5], "Tổ Văn phòng", *LAN[6:]]
    run = desk.apply(staff(row), "staff", make_missing=True)
    group = SubjectGroup.objects.get(name="Tổ Văn phòng")
    assert group.is_office
    assert Staff.objects.get(staff_code="GV001").group == group
    undo(run, desk.by)
    assert not SubjectGroup.objects.filter(name="Tổ Văn phòng").exists()
    assert not Staff.objects.filter(staff_code="GV001").exists()
    assert Staff.history.filter(staff_code="GV001", history_type="-").exists()


def test_changed_data_go_back_and_those_changed_since_do_not(school: School, desk: Desk) -> None:
    row = ["", "", "Lê Thị Đào", date(1991, 1, 1), "", "Tổ 1", "Giáo viên"]
    run = desk.apply(staff(row), "staff")
    school.dao.refresh_from_db()
    assert (school.dao.group, school.dao.position) == (school.other_group, "Giáo viên")
    undo(run, desk.by)
    school.dao.refresh_from_db()
    assert (school.dao.group, school.dao.position, school.dao.born_on) == (school.group, "", None)
    run = desk.apply(staff(row), "staff")
    school.dao.refresh_from_db()
    school.dao.position = "Giáo viên hạng II"
    school.dao.save()
    with refused("staff_changed_since", naming="Lê Thị Đào"):
        undo(run, desk.by)


def test_who_has_a_duty_or_an_account_by_now_is_not_taken_out(school: School, desk: Desk) -> None:
    run = desk.apply(staff(LAN), "staff")
    lan = Staff.objects.get(staff_code="GV001")
    duty = Assignment.objects.create(
        staff=lan,
        duty=Duty.SUBJECT_TEACHER,
        school_class=school.class_3a,
        subject=school.toan,
        starts_on=date(2026, 11, 23),
    )
    with refused("people_in_use"):
        undo(run, desk.by)
    assert Staff.objects.filter(pk=lan.pk).exists()
    duty.delete()
    lan.set_password("mat-khau-moi")
    lan.last_login = date(2026, 11, 23)
    Staff.objects.filter(pk=lan.pk).update(last_login="2026-11-23T09:00:00+07:00")
    with refused("account_in_use", naming="Ngô Thị Lan"):
        undo(run, desk.by)


def test_a_list_changes_no_address_of_who_answers_for_the_school(
    school: School, desk: Desk
) -> None:
    """Vân of the board brings in another e-mail for the principal; the principal herself may."""
    Staff.objects.filter(pk=school.thu.pk).update(staff_code="GV000")
    name = school.thu.full_name
    rows = [["Mã cán bộ", "Họ và tên", "Email"], ["GV000", name, "khac@truong.vn"]]
    [verdict] = desk.compare(xlsx({"a": rows}), "staff").verdicts
    assert verdict["outcome"] == "refused"
    assert Staff.objects.get(pk=school.thu.pk).email == ""
    desk.apply(xlsx({"a": rows}), "staff", by=school.thu)
    assert Staff.objects.get(pk=school.thu.pk).email == "khac@truong.vn"


def test_surnames_that_look_like_an_address_stay(desk: Desk) -> None:
    headings = ["Họ tên", "Giới tính"]
    names = {
        "Bá Văn Long": "Bá Văn Long",
        "Cồ Thị Mai": "Cồ Thị Mai",
        "Ông Thị Hoa": "Ông Thị Hoa",
        "Ông Thị Ngọc Hoa": "Ông Thị Ngọc Hoa",
        "Cô Nguyễn Thị Hoa": "Nguyễn Thị Hoa",
        "Thầy. Lê Nam": "Lê Nam",
        "BÀ TRẦN THỊ TÁM": "Trần Thị Tám",
    }
    run = desk.compare(staff(*[[name, "Nữ"] for name in names], headings=headings), "staff")
    assert [one["who"] for one in run.verdicts] == list(names.values())
    assert [len(one["remarks"]) for one in run.verdicts] == [0, 0, 1, 1, 1, 1, 2]


def test_who_is_called_ong_by_surname_is_found_in_an_assignment(school: School, desk: Desk) -> None:
    Staff.objects.create_user("hoaot", "mat-khau", "Ông Thị Hoa", address="cô")
    rows = [["Giáo viên", "Lớp", "Môn"], ["Ông Thị Hoa", "3A", "Tiếng Việt"]]
    run = desk.compare(xlsx({"a": rows}), "assignments", on=date(2026, 11, 23))
    assert [told(one) for one in run.verdicts] == [
        "a!2 changed 3A · Tiếng Việt | teacher: Trần Thị Hoa → Ông Thị Hoa"
    ]
