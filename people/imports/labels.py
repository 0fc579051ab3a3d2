"""How the columns are called: on screen, and at the head of what is exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.imports.pupils.columns import KIN, OF_KIN
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
}


def label_of(key: str) -> str:
    """The name of the field as its own page shows it."""
    kin, _underscore, part = key.partition("_")
    if kin in KIN and part in OF_KIN:
        field: Any = Guardian._meta.get_field("full_name" if part == "name" else part)
        return f"{Guardian.Relation(kin).label}: {field.verbose_name}"
    if key in _OTHERS:
        return str(_OTHERS[key])
    for model in (Pupil, Staff, ProtectedFacts):
        if key in {field.name for field in model._meta.fields}:
            named: Any = model._meta.get_field(key)
            return str(named.verbose_name)
    return key
