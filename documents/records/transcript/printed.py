"""What a transcript says on paper (Thông tư 27, phụ lục 1): the shape of its form, a text for each slot."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import YearResult
from documents.records.transcript.facts import Facts

# Quá trình học tập: five rows, one for each grade; a second size for who needed more years.
_HISTORY_SIZES = (5, 10)
_GROUPS = (
    ("qualities", "on_qualities", programme.QUALITIES),
    ("general", "on_general", programme.GENERAL_COMPETENCIES),
    ("specific", "on_specific", programme.SPECIFIC_COMPETENCIES),
)
_RESULTS = {
    YearResult.EXCELLENT.value: "Hoàn thành xuất sắc",
    YearResult.GOOD.value: "Hoàn thành tốt",
    YearResult.COMPLETED.value: "Hoàn thành",
    YearResult.NOT_COMPLETED.value: "Chưa hoàn thành",
}
# As many subjects leave room for five lines each on the page; one more for four.
_ROWS_WITH_ROOM = 12
_LAST_GRADE = 5


def shape_of(facts: Facts) -> dict[str, Any]:
    """The same for all pupils of a class, but for who has learnt here for more than five years."""
    needed = len(facts["history"])
    size = next((size for size in _HISTORY_SIZES if size >= needed), needed)
    return {
        "subjects": [subject["title"] for subject in facts["subjects"]],
        "is_tight": len(facts["subjects"]) > _ROWS_WITH_ROOM,
        "history": list(range(1, size + 1)),
        "groups": [
            {"name": name, "titles": [title for code, title in known.items() if _has(facts, code)]}
            for name, _comment, known in _GROUPS
        ],
        "has_district": bool(facts["school"]["district"]),
    }


def _has(facts: Facts, code: str) -> bool:
    return code in facts["traits"]


def texts_of(facts: Facts) -> dict[str, str]:
    pupil, school = facts["pupil"], facts["school"]
    born = date.fromisoformat(pupil["born_on"])
    texts = {
        **{name: pupil[name] for name in _PERSONAL},
        **{name: school[name] for name in ("commune", "district", "province")},
        "school_name": school["name"],
        "gender": pupil["gender"].capitalize(),
        "born_on": f"{born:%d/%m/%Y}",
        "class": facts["class"],
        "year": facts["year"],
        "height": facts["body"]["height"],
        "weight": facts["body"]["weight"],
        "excused": str(facts["missed"]["excused"]),
        "unexcused": str(facts["missed"]["unexcused"]),
        "about": _about(facts),
        "teacher_comment": facts["comments"]["on_the_year"],
        "result": _RESULTS.get(facts["result"], facts["note"]),
        "honours": _honours(facts),
        "completion": _completion(facts),
        "signers": _signers(facts),
    }
    rows = {**dict(_history(facts)), **dict(_subjects(facts)), **dict(_traits(facts))}
    return {name: text for name, text in {**texts, **rows}.items() if text}


_PERSONAL = (
    *("name", "ethnicity", "nationality", "birth_place", "home_place", "residence"),
    *("father", "mother", "guardian", "personal_id", "ministry_code", "register_number"),
)


def _about(facts: Facts) -> str:
    """The head of each page of results."""
    pupil = facts["pupil"]["name"]
    return f"{pupil} · lớp {facts['class']} · năm học {facts['year']}"


def _history(facts: Facts) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(facts["history"], 1):
        for name in ("year", "class", "school", "number", "day"):
            yield f"history-{number}-{name}", row[name]


def _subjects(facts: Facts) -> Iterator[tuple[str, str]]:
    for number, subject in enumerate(facts["subjects"], 1):
        for name in ("level", "mark", "comment"):
            yield f"subject-{number}-{name}", str(subject[name])


def _traits(facts: Facts) -> Iterator[tuple[str, str]]:
    for name, comment, known in _GROUPS:
        levels = [facts["traits"][code] for code in known if _has(facts, code)]
        for number, level in enumerate(levels, 1):
            yield f"{name}-{number}", level
        yield f"{name}-comment", facts["comments"][comment]


def _honours(facts: Facts) -> str:
    return "; ".join(filter(None, (facts["award"], *facts["praises"])))


def _completion(facts: Facts) -> str:
    """Section 6 of the form, in its own words."""
    grade, completion = facts["grade"], facts["completion"]
    is_last, is_up = grade == _LAST_GRADE, completion != "kept_back"
    if completion == "moved_up":
        sentence = f"Được lên lớp {grade + 1}" if not is_last else "Được xét hoàn thành"
        return f"{sentence} theo quyết định của Hiệu trưởng.{_repeated(facts)}"
    programme_of = "tiểu học" if is_last else f"lớp {grade}"
    done = "Hoàn thành" if is_up else "Chưa hoàn thành"
    said = f"{done} chương trình {'' if is_last else 'lớp học '}{programme_of}."
    if is_last:
        return f"{said}{_repeated(facts)}"
    moves = f"Được lên lớp {grade + 1}." if is_up else f"Chưa được lên lớp {grade + 1}."
    return f"{said} {moves}{_repeated(facts)}"


def _repeated(facts: Facts) -> str:
    """What the supplementary assessment changed."""
    changes = [f"{row['title']}: {row['before']} → {row['after']}" for row in facts["repeated"]]
    return f" Đánh giá bổ sung: {'; '.join(changes)}." if changes else ""


def _signers(facts: Facts) -> str:
    """Each teacher with what he or she signed, in the order of the form."""
    by_teacher: dict[str, list[str]] = defaultdict(list)
    for row in facts["signers"]:
        by_teacher[f"{row['teacher']} ({row['at'].partition(' ')[0]})"].append(row["title"])
    named = [f"{teacher}: {', '.join(titles)}" for teacher, titles in by_teacher.items()]
    return (
        f"Kết quả đã ký trên phiếu điểm: {'; '.join(named)}."
        f" Bảng tổng hợp cuối năm đã khóa: SHA-256 {facts['book']}."
    )
