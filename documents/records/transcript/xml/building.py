"""The data of a digital transcript as elements: no white space between them, NFC, nothing where empty."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree

from documents.assessment.rules import programme_2018 as programme
from documents.records.transcript.facts import Facts
from documents.records.transcript.xml.profile import (
    GENDERS,
    LEVEL_OF_SCHOOLING,
    RESULTS,
    Profile,
)

Node = Any
"""An element; lxml has no types."""
Pairs = Iterator[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Issue:
    """What the school adds when it issues: the look-up code (UUID v4) and who signs for it, when."""

    code: str
    key: str
    """Of the pupil and the school year, the same for every revision: fragments are bound to it."""
    head_name: str
    head_personal_id: str
    head_title: str
    teacher_name: str
    teacher_personal_id: str
    made_at: datetime
    issued_on: date


def data_of(facts: Facts, issue: Issue, profile: Profile) -> Node:
    """<DU_LIEU_HOC_BA>, which every signature covers."""
    data = etree.Element("DU_LIEU_HOC_BA", Id=f"hb-{issue.key}")
    _add(data, "THONG_TIN_CHUNG", _general(facts, issue, profile))
    _add_all(data, "QUA_TRINH_HOC_TAP", "QUA_TRINH", (_year(row) for row in facts["history"]))
    marks = etree.SubElement(data, "BANG_DIEM")
    for subject in facts["subjects"]:
        row = _add(marks, "DIEM_TONG_KET", _mark(subject))
        row.set("Id", f"d-{subject['code']}-{issue.key}")
    _add(data, "NANG_LUC", _traits(facts, _COMPETENCIES))
    _add(data, "PHAM_CHAT", _traits(facts, _QUALITIES))
    _add(data, "NHAN_XET", ((tag, facts["comments"][code]) for code, tag in _COMMENTS))
    _add(data, "TONG_KET", _summary(facts))
    return data


def _add(parent: Node, tag: str, pairs: Pairs) -> Node:
    node = etree.SubElement(parent, tag)
    for name, value in pairs:
        if value not in {"", None}:
            etree.SubElement(node, name).text = _text(value)
    return node


def _add_all(parent: Node, tag: str, each: str, rows: Iterator[Pairs]) -> None:
    node = etree.SubElement(parent, tag)
    for pairs in rows:
        _add(node, each, pairs)


def _text(value: Any) -> str:
    """As it is hashed: one form of every letter, one kind of line end."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = unicodedata.normalize("NFC", str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _general(facts: Facts, issue: Issue, profile: Profile) -> Pairs:
    """In the order of annex 1.1; the misspelt name is the specification's own."""
    yield from (("PHIEN_BAN", profile.version), ("THONG_TU", profile.circular))
    yield from (("MA_TRA_CUU_UUID", issue.code), ("TEN_NAM_HOC", facts["year"]))
    yield from _of_school(facts["school"])
    yield from _of_pupil(facts)
    yield from ((tag, getattr(issue, name)) for tag, name in _HEAD)
    yield "DIA_DANH_PHAT_HANH_HOC_BA", facts["school"]["place"]
    yield from ((tag, getattr(issue, name)) for tag, name in _ISSUED)
    yield from (
        ("MA_KHOI", facts["grade"]),
        ("TEN_LOP", facts["class"]),
        ("NAM_HOC", facts["year"]),
    )


_HEAD = (
    ("TEN_GIAM_HIEU_KY_HOC_BA", "head_name"),
    ("SO_CCCD_GIAM_HIEU_KY_HOC_BA", "head_personal_id"),
)
_ISSUED = (
    ("NGAY_TAO_HOC_BA", "made_at"),
    ("NGAY_KY_PHAT_HANH_HOC_BA", "issued_on"),
    ("CHUC_VU_GIAM_HIEU_KY_HOC_BA", "head_title"),
    ("TEN_GIAO_VIEN_CHU_NHIEM", "teacher_name"),
    ("SO_CCCD_GIAO_VIEN_CHU_NHIEM", "teacher_personal_id"),
)


def _of_school(school: Mapping[str, str]) -> Pairs:
    yield from (("MA_SO_GIAO_DUC", school["department_code"]), ("TEN_SO_GD", school["department"]))
    yield from (("MA_TRUONG", school["school_code"]), ("TEN_TRUONG", school["name"]))
    yield "TEN_QUAN_HUYEN", school["district"] or school["commune"]
    yield "TEN_XA_PHUONG", school["commune"]
    yield "TEN_TINH_THANH_PHO", school["province"]
    yield "MA_CAP_HOC", LEVEL_OF_SCHOOLING


def _of_pupil(facts: Facts) -> Pairs:
    pupil, missed = facts["pupil"], facts["missed"]
    yield from ((tag, pupil[name]) for tag, name in _NAMES)
    yield "GIOI_TINH", GENDERS.get(pupil["gender"])
    yield "NGAY_SINH", date.fromisoformat(pupil["born_on"])
    yield "CAN_NANG", facts["body"]["weight"].replace(",", ".")
    yield "CHIEU_CAO", facts["body"]["height"].replace(",", ".")
    yield "TONG_SO_BUOI_NGHI_CO_PHEP", missed["excused"]
    yield "THONG_SO_BUOI_NGHI_KHONG_PHEP", missed["unexcused"]
    yield from ((tag, pupil[name]) for tag, name in _PERSON)


_NAMES = (
    ("SO_SO_DANG_BO", "register_number"),
    ("HO_VA_TEN", "name"),
    ("SO_CCCD", "personal_id"),
    ("MA_HOC_SINH", "ministry_code"),
)
_PERSON = (
    ("NOI_SINH", "birth_place"),
    ("QUE_QUAN", "home_place"),
    ("CHO_O_HIEN_NAY", "residence"),
    ("DAN_TOC", "ethnicity"),
    ("QUOC_TICH", "nationality"),
    ("HO_VA_TEN_CHA", "father"),
    ("HO_VA_TEN_ME", "mother"),
    ("HO_VA_TEN_NGUOI_GIAM_HO", "guardian"),
)


def _year(row: Mapping[str, str]) -> Pairs:
    yield from (("TEN_LOP", row["class"]), ("TEN_TRUONG", row["school"]))
    yield "NGAY_TRANG_THAI_CHUYEN_DEN", row["day"]


def _mark(subject: Mapping[str, Any]) -> Pairs:
    yield from (("MA_MON_HOC", subject["code"]), ("TEN_MON_HOC", subject["title"]))
    yield from (("MUC_DAT_DUOC", subject["level"]), ("DIEM_KIEM_TRA_DINH_KY", subject["mark"]))


# The misspelt name is the specification's own.
_COMPETENCIES = {
    "tu_chu": "NANG_LUC_TU_CHU_TU_HOC",
    "giao_tiep": "NANG_LUC_GIAO_TIEP_HOC_TAC",
    "giai_quyet": "NANG_LUC_GIAI_QUYET_VAN_DE_SANG_TAO",
    "ngon_ngu": "NANG_LUC_NGON_NGU",
    "tinh_toan": "NANG_LUC_TINH_TOAN",
    "khoa_hoc": "NANG_LUC_KHOA_HOC",
    "cong_nghe": "NANG_LUC_CONG_NGHE",
    "tin_hoc": "NANG_LUC_TIN_HOC",
    "tham_mi": "NANG_LUC_THAM_MI",
    "the_chat": "NANG_LUC_THE_CHAT",
}
_QUALITIES = {code: f"PHAM_CHAT_{code.upper()}" for code in programme.QUALITIES}
_COMMENTS = (
    ("on_qualities", "NHAN_XET_PHAM_CHAT"),
    ("on_general", "NHAN_XET_NANG_LUC_CHUNG"),
    ("on_specific", "NHAN_XET_NANG_LUC_DAC_THU"),
)


def _traits(facts: Facts, tags: Mapping[str, str]) -> Pairs:
    return ((tag, facts["traits"].get(code)) for code, tag in tags.items())


def _summary(facts: Facts) -> Pairs:
    grade, completion = facts["grade"], facts["completion"]
    has_completed = completion in {"completed", "completed_later"}
    is_last = grade == max(programme.ALL)
    yield "KET_QUA_XEP_LOAI", RESULTS.get(facts["result"])
    yield "DUOC_LEN_LOP", int(completion != "kept_back")
    yield "DA_HOAN_THANH_CHUONG_TRINH_LOP_HOC", int(has_completed)
    yield "DA_HOAN_THANH_CHUONG_TRINH_TIEU_HOC", int(has_completed) if is_last else None
    yield "NOI_DUNG_KHEN_THUONG", facts["award"]
    yield "NOI_DUNG_KHEN_THUONG_DOT_XUAT", "; ".join(facts["praises"])
    yield "NHAN_XET_GVCN", facts["comments"]["on_the_year"]
