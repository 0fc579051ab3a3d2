"""How the columns are called: on screen, and at the head of what is exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.imports.kin import KIN, OF_KIN
from people.models import Guardian, ProtectedFacts, Pupil, Staff

# The words of the ministry's lists; they are read again as they are written.
PUPIL_HEADINGS = {
    "ministry_code": "Mã định danh Bộ GD&ĐT",
    "personal_id": "Số định danh cá nhân",
    "full_name": "Họ và tên",
    "born_on": "Ngày sinh",
    "gender": "Giới tính",
    "class": "Lớp",
    "former_number": "Số đăng bộ",
    "birth_place": "Nơi sinh",
    "home_place": "Quê quán",
    "residence": "Nơi ở hiện nay",
    "nationality": "Quốc tịch",
    "ethnicity": "Dân tộc",
    "religion": "Tôn giáo",
    "disability": "Khuyết tật",
    "priority": "Diện chính sách",
    "health": "Sức khỏe",
    **{
        f"{kin}_{part}": f"{heading} {who}"
        for kin, who in (("father", "cha"), ("mother", "mẹ"), ("guardian", "người giám hộ"))
        for part, heading in (
            ("name", "Họ và tên"),
            ("born_year", "Năm sinh"),
            ("occupation", "Nghề nghiệp"),
            ("phone", "Điện thoại"),
            ("personal_id", "CCCD"),
        )
    },
    "note": "Ghi chú",
}
STAFF_HEADINGS = {
    "staff_code": "Mã cán bộ",
    "username": "Tên đăng nhập",
    "full_name": "Họ và tên",
    "gender": "Giới tính",
    "born_on": "Ngày sinh",
    "personal_id": "Số định danh cá nhân",
    "group": "Tổ chuyên môn",
    "position": "Chức vụ",
    "email": "Email",
    "phone": "Điện thoại",
}
TEACHING_HEADINGS = {
    "teacher": "Giáo viên",
    "staff_code": "Mã cán bộ",
    "class": "Lớp",
    "subject": "Môn",
}
HEADINGS = {"pupils": PUPIL_HEADINGS, "staff": STAFF_HEADINGS, "assignments": TEACHING_HEADINGS}
_OTHERS = {
    "full_name": _("full name"),
    "class": _("class"),
    "former_number": _("number in the paper register"),
    "group": _("subject group"),
    "teacher": _("teacher"),
    "subject": _("subject"),
    "role": _("duty"),
    "username": _("user name"),
    "family_name": _("surname and middle name"),
    "given_name": _("given name"),
    "born_day": _("birth date: day"),
    "born_month": _("birth date: month"),
    "born_year": _("birth date: year"),
    "girl_born_on": _("birth date of girls"),
    "year_of_birth": _("birth date: year"),
    "female": _("gender: girl or woman"),
    "male": _("gender: boy or man"),
    "pupil_code": _("code of the pupil"),
    "identity": _("identity code"),
    "permanent": _("residence, where no other is given"),
    "state": _("whether the pupil is here"),
}


def label_of(key: str) -> str:
    """The name of the field as its own page shows it."""
    kin, _underscore, part = key.partition("_")
    if kin in KIN and part in OF_KIN:
        field: Any = Guardian._meta.get_field("full_name" if part == "name" else part)
        return f"{Guardian.Relation(kin).label}: {field.verbose_name}"
    if ":" in key:  # a class or subject above a column of a grid
        return key.partition(":")[2]
    if key in _OTHERS:
        return str(_OTHERS[key])
    for model in (Pupil, Staff, ProtectedFacts):
        if key in {field.name for field in model._meta.fields}:
            named: Any = model._meta.get_field(key)
            return str(named.verbose_name)
    return key
