"""The rows of the year by grade: subjects, activities, qualities and competencies.

Sources: the 2018 programme (TT 32/2018/TT-BGDĐT) for subjects and hours; QĐ 2904/QĐ-BGDĐT for the two
rows of Tin học và Công nghệ; the ministry's specification of digital transcripts (annexes 1.1 and 2)
for the two rows of Nghệ thuật, the order, and the lists of qualities and competencies.
"""

from dataclasses import dataclass
from functools import cache

ALL = frozenset({1, 2, 3, 4, 5})
UPPER = frozenset({3, 4, 5})


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A subject or educational activity, by the code that the school's subjects bear."""

    code: str
    title: str
    grades: frozenset[int]
    elective_in: frozenset[int] = frozenset()


ROWS = (
    ProgrammeRow("TV", "Tiếng Việt", ALL),
    ProgrammeRow("TOAN", "Toán", ALL),
    ProgrammeRow("NN1", "Ngoại ngữ 1", UPPER, elective_in=frozenset({1, 2})),
    ProgrammeRow("LSDL", "Lịch sử và Địa lí", frozenset({4, 5})),
    ProgrammeRow("KH", "Khoa học", frozenset({4, 5})),
    ProgrammeRow("TH", "Tin học và Công nghệ (Tin học)", UPPER),
    ProgrammeRow("CN", "Tin học và Công nghệ (Công nghệ)", UPPER),
    ProgrammeRow("DD", "Đạo đức", ALL),
    ProgrammeRow("TNXH", "Tự nhiên và Xã hội", frozenset({1, 2, 3})),
    ProgrammeRow("GDTC", "Giáo dục thể chất", ALL),
    ProgrammeRow("AN", "Nghệ thuật (Âm nhạc)", ALL),
    ProgrammeRow("MT", "Nghệ thuật (Mĩ thuật)", ALL),
    ProgrammeRow("HDTN", "Hoạt động trải nghiệm", ALL),
    ProgrammeRow("TDT", "Tiếng dân tộc thiểu số", frozenset(), elective_in=ALL),
)

QUALITIES = {
    "yeu_nuoc": "Yêu nước",
    "nhan_ai": "Nhân ái",
    "cham_chi": "Chăm chỉ",
    "trung_thuc": "Trung thực",
    "trach_nhiem": "Trách nhiệm",
}
GENERAL_COMPETENCIES = {
    "tu_chu": "Tự chủ và tự học",
    "giao_tiep": "Giao tiếp và hợp tác",
    "giai_quyet": "Giải quyết vấn đề và sáng tạo",
}
SPECIFIC_COMPETENCIES = {
    "ngon_ngu": "Ngôn ngữ",
    "tinh_toan": "Tính toán",
    "khoa_hoc": "Khoa học",
    "cong_nghe": "Công nghệ",
    "tin_hoc": "Tin học",
    "tham_mi": "Thẩm mĩ",
    "the_chat": "Thể chất",
}
# The specification demands all but these two in every grade, and their subjects begin in grade 3.
FROM_GRADE_3 = frozenset({"cong_nghe", "tin_hoc"})


@cache
def rows_of(grade: int) -> tuple[ProgrammeRow, ...]:
    """What every pupil of this grade learns, in the order of the form."""
    return tuple(row for row in ROWS if grade in row.grades)


@cache
def electives_of(grade: int) -> tuple[ProgrammeRow, ...]:
    return tuple(row for row in ROWS if grade in row.elective_in)


@cache
def traits_of(grade: int, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The qualities and competencies of this grade; `without` those that the school leaves out."""
    specific = [code for code in SPECIFIC_COMPETENCIES if grade >= 3 or code not in FROM_GRADE_3]
    kept = [code for code in specific if code not in without]
    return (*QUALITIES, *GENERAL_COMPETENCIES, *kept)


def title_of(code: str) -> str:
    """As the forms write it."""
    return _TITLES[code]


_TITLES = {
    **{row.code: row.title for row in ROWS},
    **QUALITIES,
    **GENERAL_COMPETENCIES,
    **SPECIFIC_COMPETENCIES,
}
