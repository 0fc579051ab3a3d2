"""What a transcript says of anybody stands alike in the locked book, in its boxes and in the XML."""

import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from documents import forms
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.written_comments import WRITTEN
from documents.records.score_sheet.models import ScoreSheet
from documents.records.transcript import printed
from documents.records.transcript.models import Transcript
from documents.records.transcript.xml.building import (
    _COMMENTS,
    _COMPETENCIES,
    _QUALITIES,
    Issue,
    data_of,
)
from documents.records.transcript.xml.profile import V1_0
from people.models import Pupil, Staff
from tests import depth
from tests.documents.forms.test_places import words
from tests.documents.records.sheets import now, typed
from tests.documents.records.transcripts import closed_year, drawn_up, known_to_the_ministry
from tests.school import School
from workflows.models import Submission

pytestmark = pytest.mark.django_db
MANY = 200 if depth.AT_NIGHT else 30
WORDS = (
    *("Em đọc to, rõ ràng.", "Chữ viết đẹp.", "Cần luyện tính nhẩm.", "Hăng hái phát biểu!"),
    *("Biết giúp đỡ bạn", "tiến bộ rõ rệt;", "ghi nhớ tốt (bảng nhân 7)", "vẽ “rất” đẹp"),
)
PIXEL = 0.75  # points
WHAT = ("level", "mark", "comment")


def at_random(chance: random.Random) -> Any:
    """Fills a sheet as nobody would, each pupil otherwise; all of them are through with the year."""

    def value(code: str, kind: str) -> str:
        if kind == "mark":
            return str(chance.randint(5, 10))
        if kind == "comment":
            return " ".join(chance.sample(WORDS, chance.randint(1, 3)))
        is_trait = code in programme.traits_of(3)
        return chance.choice(("T", "Đ") if is_trait else ("T", "H"))

    def enter(sheet: ScoreSheet, by: Staff) -> None:
        columns = [(column.code, column.kind.value) for column in sheet.columns]
        pupils = Pupil.objects.in_bulk([line.pupil for line in now(sheet)])
        typed(
            sheet,
            by,
            {each: {c: value(c, kind) for c, kind in columns} for each in pupils.values()},
        )

    return enter


@pytest.fixture
def seed() -> int:
    return random.SystemRandom().randrange(10**6)


def boxes_of(transcript: Transcript, folder: Path) -> dict[str, str]:
    """What stands in each box of its form, word after word as somebody reads it."""
    filling = transcript.filling()
    design = transcript.form_design(filling.shape)
    pdf = forms.paper(design, filling, "")
    assert isinstance(pdf, bytes), [each.problem().sentence for each in pdf]
    found = words(pdf, folder)
    said = {}
    for name, places in forms.frozen(design)._slots.items():
        slot = places[0]
        inside = [
            (round(top), left, word)
            for page, word, (left, top, right, low) in found
            if page == slot.page
            and slot.left - 1 <= (left + right) / 2 / PIXEL <= slot.left + slot.width + 1
            and slot.top - 1 <= (top + low) / 2 / PIXEL <= slot.top + slot.height + 1
        ]
        said[name] = " ".join(word for _top, _left, word in sorted(inside))
    return said


def data(transcript: Transcript) -> Any:
    code = "0d8e0e0a-4c3c-4a57-9d4b-6f6d8a1c2b3d"
    at = datetime(2027, 5, 28, 9, 0, tzinfo=timezone.get_current_timezone())
    issue = Issue(code, "1-1", "Thu", "080070000001", "Hiệu trưởng", "Đào", "", at, at.date())
    return data_of(transcript.facts, issue, V1_0)


def in_the_book(values: dict[str, Any], transcript: Transcript) -> dict[str, str]:
    names = [f"{row['code']}.{what}" for row in transcript.facts["subjects"] for what in WHAT]
    names += [*programme.traits_of(3), *(each.code for each in WRITTEN), "result"]
    return {name: str(values.get(name, "")) for name in names}


def on_paper(boxes: dict[str, str], transcript: Transcript) -> dict[str, str]:
    said = {
        f"{row['code']}.{what}": boxes[f"subject-{number}-{what}"]
        for number, row in enumerate(transcript.facts["subjects"], 1)
        for what in WHAT
    }
    for group, comment, known in printed._GROUPS:
        traits = [code for code in known if code in programme.traits_of(3)]
        said |= {code: boxes[f"{group}-{number}"] for number, code in enumerate(traits, 1)}
        said[comment] = boxes[f"{group}-comment"]
    results = {words: code for code, words in printed._RESULTS.items()}
    return {**said, "on_the_year": boxes["teacher_comment"], "result": results[boxes["result"]]}


def in_the_data(root: Any) -> dict[str, str]:
    """Comments on subjects have no place there."""
    said = {}
    for row in root.iter("DIEM_TONG_KET"):
        code = row.findtext("MA_MON_HOC")
        said[f"{code}.level"] = row.findtext("MUC_DAT_DUOC")
        said[f"{code}.mark"] = row.findtext("DIEM_KIEM_TRA_DINH_KY") or ""
    tags = {**_COMPETENCIES, **_QUALITIES, **dict(_COMMENTS), "on_the_year": "NHAN_XET_GVCN"}
    said |= {code: root.findtext(f".//{tag}") for code, tag in tags.items()}
    return {**said, "result": root.findtext(".//KET_QUA_XEP_LOAI")}


def test_value_by_value(signing_school: School, tmp_path: Path, seed: int) -> None:
    book = closed_year(signing_school, more=MANY - 3, enter=at_random(random.Random(seed)))
    known_to_the_ministry(signing_school)
    submitted = json.loads(Submission.objects.filter(approval=book).latest("pk").content)
    values = {row["pupil"]: row["values"] for row in submitted["rows"]}
    transcripts = drawn_up(signing_school)
    assert len(transcripts) == MANY
    for each in transcripts:
        there, where = in_the_book(values[each.pupil_id], each), f"seed {seed}: {each}"
        assert len(there) == 11 * 3 + 15 + 4 + 1
        assert on_paper(boxes_of(each, tmp_path), each) == there, where
        told = in_the_data(data(each))
        assert told == {name: text for name, text in there.items() if ".comment" not in name}, where
