"""A class whose year is closed: its book locked, and all that transcripts take over from elsewhere."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from documents import signing
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.written_comments import WRITTEN
from documents.records.score_sheet.models import ScoreSheet
from documents.records.transcript.drawing_up import draw_up
from documents.records.transcript.models import Transcript
from documents.signing.kept_pictures import keep_picture
from documents.signing.picture import read
from people.models import Absence, Guardian, Letterhead, Measurement, ProtectedFacts, Pupil, Staff
from people.movements.models import Kind
from tests.documents.records.plans import PIN, sign
from tests.documents.records.sheets import fill, open_period, pupils_of_3a, sheet_of, typed
from tests.documents.records.test_supplements import locked, other_subjects
from tests.people.pupils_of import move, pupil
from tests.school import School, give_keys
from workflows.models import Approval
from workflows.states import Step

AN, BINH, CUC = range(3)
HEAD, TEACHER = "080070000001", "080080000002"


def with_seal(school: School) -> School:
    """The clerk has a key of her own and the school's seal, with its picture."""
    give_keys(school, [school.van], PIN)
    seal = signing.Registration(staff=school.van, evidence="Đã xem.", is_seal=True)
    signing.keys.make(signing.register(seal, school.thu), PIN)
    disc = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 0, 0, 255)).save(disc, "PNG")
    keep_picture(read(disc.getvalue()), school.thu, is_seal=True)
    return school


def whole_pupils(school: School, more: int = 0) -> list[Pupil]:
    """Three pupils of 3A, and so many more, of whom everything is known."""
    Letterhead.objects.update_or_create(
        starts_on=date(2025, 7, 1),
        defaults={
            "authority": "UBND xã Tân Tập",
            "name": "Trường Tiểu học Tân Tập",
            "place": "Tân Tập",
            "commune": "Tân Tập",
            "province": "Tây Ninh",
        },
    )
    pupils = [*pupils_of_3a(school), *(pupil(f"Võ Văn {number}") for number in range(more))]
    for child in pupils[-more:] if more else ():
        move(child, Kind.ADMISSION, school.class_3a, school.van)
    for number, child in enumerate(pupils, 1):
        child.birth_place, child.home_place = "Bệnh viện Cần Giuộc", "Tân Tập, Tây Ninh"
        child.residence, child.personal_id = "Ấp 2, xã Tân Tập", f"080218{number:06d}"
        child.ministry_code = f"803812{number:04d}"
        child.save()
        ProtectedFacts.objects.create(pupil=child, ethnicity="Kinh")
        Guardian.objects.create(pupil=child, relation="mother", full_name=f"Lê Thị Mai {number}")
        Measurement.objects.create(
            pupil=child,
            on=school.year.starts_on + timedelta(days=30),
            height=Decimal("128.5"),
            weight=Decimal("25.0"),
            by=school.dao,
        )
    day = school.year.starts_on + timedelta(days=35)
    missed = {"is_excused": True, "sessions": 2, "on": day}
    Absence.objects.create(pupil=pupils[BINH], **missed)
    return pupils


def closed_year(
    school: School,
    *,
    not_completed: bool = False,
    more: int = 0,
    enter: Callable[[ScoreSheet, Staff], None] = fill,
) -> Approval:
    """The year's book of 3A, locked; with `not_completed` An has C in Toán."""
    pupils = whole_pupils(school, more)
    days = {"opens_on": school.year.starts_on, "closes_on": school.year.ends_on}
    period = open_period(school, "end_of_year", **days)
    others = [(subject, school.nam) for subject in other_subjects(school)]
    own = ((school.tieng_viet, school.hoa), (school.toan, school.nam), (None, school.dao))
    for subject, by in (*own, *others):
        sheet = sheet_of(school, period, by, subject, group=school.group)
        enter(sheet, by)
        if not_completed and subject == school.toan:
            typed(sheet, by, {pupils[AN]: {"level": "C", "mark": "4"}})
        sign(Step.SUBMIT, sheet.approval, by)
    return locked(school, period)


def known_to_the_ministry(school: School) -> None:
    """What a digital transcript wants to know of school, principal and teacher."""
    Letterhead.objects.update(
        department="Sở GD&ĐT Tây Ninh", department_code="72", school_code="72000123"
    )
    Staff.objects.filter(pk=school.thu.pk).update(personal_id=HEAD)
    Staff.objects.filter(pk=school.dao.pk).update(personal_id=TEACHER)


def drawn_up(school: School) -> list[Transcript]:
    """In the order of the book."""
    draw_up(school.class_3a, school.group, school.dao)
    return list(Transcript.objects.order_by("pupil__name_key"))


def holders_of(school: School) -> dict[Step, Staff]:
    return {
        Step.SUBMIT: school.dao,
        Step.REVIEW: school.hoa,
        Step.SIGN: school.minh,
        Step.LOCK: school.thu,
        Step.ISSUE: school.van,
    }


def go(transcript: Transcript, school: School, upto: Step = Step.ISSUE) -> Approval:
    """Its way, each with the own PIN, up to this step."""
    for step, by in holders_of(school).items():
        sign(step, transcript.approval, by)
        if step == upto:
            break
    return Approval.objects.get(pk=transcript.pk)


def facts_of_grade(
    grade: int, words: str = "Em nắm vững kiến thức.", years: int = 5
) -> dict[str, Any]:
    """As drawn up for a pupil of this grade; every comment says the same words."""
    rows = [*programme.rows_of(grade), *programme.electives_of(grade)]
    return {
        "pupil": dict(_PUPIL),
        "school": {"name": "Trường Tiểu học Tân Tập", "place": "Tân Tập", **_PLACES},
        "year": "2026–2027",
        "class": f"{grade}A",
        "grade": grade,
        "history": [_history(year) for year in range(2027 - years, 2027)],
        "body": {"height": "138,5", "weight": "32"},
        "missed": {"excused": 3, "unexcused": 1},
        "subjects": [
            {"code": row.code, "title": row.title, "level": "T", "mark": 9, "comment": words}
            for row in rows
        ],
        "traits": dict.fromkeys(programme.traits_of(grade), "T"),
        "comments": {each.code: words for each in WRITTEN},
        "result": "HTXS",
        "completion": "completed",
        "closing": "main",
        "repeated": [],
        "award": "Học sinh Xuất sắc",
        "praises": ["Giải Nhất vẽ tranh cấp xã (12/03/2027)"],
        "note": "",
        "signers": [
            {
                "title": row.title,
                "teacher": f"Nguyễn Thị Phương {row.code}",
                "at": "20/05/2027 09:12",
            }
            for row in rows
        ],
        "book": "a" * 64,
    }


_PLACES = {"commune": "Tân Tập", "district": "", "province": "Tây Ninh"}
_PUPIL = {
    "name": "Nguyễn Thị Hoàng Bảo An",
    "gender": "nữ",
    "born_on": "2016-03-02",
    "ethnicity": "Ê Đê",
    "nationality": "Việt Nam",
    "birth_place": "Bệnh viện Đa khoa khu vực Cần Giuộc, huyện Cần Giuộc, tỉnh Long An",
    "home_place": "xã Tân Tập, tỉnh Tây Ninh",
    "residence": "Số 12, Ấp 2, xã Tân Tập, tỉnh Tây Ninh",
    "father": "",
    "mother": "Lê Thị Mai",
    "guardian": "",
    "personal_id": "080216000001",
    "ministry_code": "8038120001",
    "register_number": "012/2022",
}


def _history(year: int) -> dict[str, str]:
    return {
        "year": f"{year}–{year + 1}",
        "class": "1A",
        "school": "Trường Tiểu học Tân Tập",
        "number": "012/2022",
        "day": f"05/09/{year}",
    }
