"""Thông tư 27/2020 by worked cases: what each pupil's year comes to, with the clause it follows from."""

from datetime import date

import pytest

from documents.assessment.rules import tt27_2020
from documents.assessment.rules.completion import Award, Completion, Recognition, award, completion
from documents.assessment.rules.facts import Supplement
from documents.assessment.rules.open_questions import Answers
from documents.assessment.rules.programme_2018 import electives_of, rows_of, traits_of
from documents.assessment.terms import Period, SubjectLevel, TraitLevel, YearResult
from tests.documents.assessment.years import year_of

SAFE = Answers()
WITH_ELECTIVES = Answers(electives_count=True)
T, H, C = SubjectLevel
GOOD, ACHIEVED, NEEDS_EFFORT = TraitLevel

# Điều 9.2a. Behind the arrow: the result, and the cells between the pupil and the next better one.
YEARS = """
1                             -> HTXS
2                             -> HTXS
3                             -> HTXS
4                             -> HTXS
5                             -> HTXS
1 TV:9 TOAN:9                 -> HTXS
1 TV:8                        -> HTT  TV
1 TOAN:8                      -> HTT  TOAN
1 TV:7 TOAN:7                 -> HTT  TV TOAN
1 TV:6                        -> HT   TV
1 TOAN:6                      -> HT   TOAN
1 TV:5 TOAN:5                 -> HT   TV TOAN
1 TV:4                        -> CHT  TV
1 TOAN:4                      -> CHT  TOAN
1 TV:0                        -> CHT  TV
2 TV:9 TOAN:8                 -> HTT  TOAN
2 TV:4 TOAN:4                 -> CHT  TV TOAN
1 NN1:0                       -> HTXS
2 NN1:4                       -> HTXS
1 TH=C                        -> HTXS
2 KH=C LSDL=C                 -> HTXS
3 NN1:9                       -> HTXS
3 NN1:8                       -> HTT  NN1
3 NN1:6                       -> HT   NN1
3 NN1:4                       -> CHT  NN1
3 TH:8                        -> HTT  TH
3 CN:8                        -> HTT  CN
3 TH:6 CN:10                  -> HT   TH
3 TH:10 CN:6                  -> HT   CN
3 TH:4 CN:10                  -> CHT  TH
3 TH:10 CN:4                  -> CHT  CN
3 KH:0                        -> HTXS
3 LSDL:0                      -> HTXS
3 TNXH=H                      -> HT   TNXH
3 TNXH:0                      -> HTXS
4 KH:9 LSDL:9                 -> HTXS
4 KH:8                        -> HTT  KH
4 LSDL:8                      -> HTT  LSDL
4 KH:6                        -> HT   KH
4 LSDL:6                      -> HT   LSDL
4 KH:4                        -> CHT  KH
4 LSDL:4                      -> CHT  LSDL
4 TNXH=C                      -> HTXS
5 TNXH=?                      -> HTXS
5 TV:9 TOAN:9 NN1:9 KH:9 LSDL:9 TH:9 CN:9 -> HTXS
5 TV:7 TOAN:7 NN1:7 KH:7 LSDL:7 TH:7 CN:7 -> HTT  TV TOAN NN1 LSDL KH TH CN
5 TV:5 TOAN:5 NN1:5 KH:5 LSDL:5 TH:5 CN:5 -> HT   TV TOAN NN1 LSDL KH TH CN
5 TV:5 TOAN:5 NN1:5 KH:5 LSDL:5 TH:5 CN:4 -> CHT  CN
1 TV=H                        -> HT   TV
1 TV=C                        -> CHT  TV
1 DD=H                        -> HT   DD
1 DD=C                        -> CHT  DD
1 TNXH=C                      -> CHT  TNXH
1 GDTC=H                      -> HT   GDTC
1 GDTC=C                      -> CHT  GDTC
1 AN=H                        -> HT   AN
1 AN=C                        -> CHT  AN
1 MT=H                        -> HT   MT
1 MT=C                        -> CHT  MT
1 HDTN=H                      -> HT   HDTN
1 HDTN=C                      -> CHT  HDTN
3 TH=H                        -> HT   TH
3 CN=C                        -> CHT  CN
4 KH=H LSDL=H                 -> HT   LSDL KH
4 LSDL=C                      -> CHT  LSDL
1 TV=H TOAN=H DD=H            -> HT   TV TOAN DD
1 TV=H TOAN=C                 -> CHT  TOAN
1 TV=H TV:9                   -> HT   TV
1 TV=T TV:6                   -> HT   TV
1 TV=H TV:4                   -> CHT  TV
1 TV=C TV:10                  -> CHT  TV
1 TV=C TV:4                   -> CHT  TV TV
1 yeu_nuoc=Đ                  -> HT   yeu_nuoc
1 nhan_ai=Đ                   -> HT   nhan_ai
1 cham_chi=Đ                  -> HT   cham_chi
1 trung_thuc=Đ                -> HT   trung_thuc
1 trach_nhiem=Đ               -> HT   trach_nhiem
1 tu_chu=Đ                    -> HT   tu_chu
1 giao_tiep=Đ                 -> HT   giao_tiep
1 giai_quyet=Đ                -> HT   giai_quyet
1 ngon_ngu=Đ                  -> HT   ngon_ngu
1 tinh_toan=Đ                 -> HT   tinh_toan
1 khoa_hoc=Đ                  -> HT   khoa_hoc
1 tham_mi=Đ                   -> HT   tham_mi
1 the_chat=Đ                  -> HT   the_chat
3 cong_nghe=Đ                 -> HT   cong_nghe
3 tin_hoc=Đ                   -> HT   tin_hoc
1 yeu_nuoc=C                  -> CHT  yeu_nuoc
2 cham_chi=C                  -> CHT  cham_chi
3 tin_hoc=C                   -> CHT  tin_hoc
4 cong_nghe=C                 -> CHT  cong_nghe
5 the_chat=C                  -> CHT  the_chat
1 khoa_hoc=C                  -> CHT  khoa_hoc
1 cham_chi=Đ TV:8             -> HT   cham_chi
1 cham_chi=Đ TV=H             -> HT   TV cham_chi
1 cham_chi=C TV=H             -> CHT  cham_chi
1 cham_chi=C TV:4 DD=C        -> CHT  TV DD cham_chi
1 TV:4,9                      -> HTXS
1 TV:9,4                      -> CHT  TV
1 TV:3,5                      -> HT   TV
1 TV:8,8                      -> HTT  TV
1 TV:10,7                     -> HTT  TV
5 KH:2,9 LSDL:9,8             -> HTT  LSDL
1 -GDTC GDTC=C                -> HTXS
1 -GDTC GDTC=?                -> HTXS
5 -TH TH:0 TH=C               -> HTXS
5 -AN -MT AN=C MT=?           -> HTXS
1 -the_chat the_chat=C        -> HTXS
1 (plan)                      -> HTXS
1 (plan) -TOAN TOAN:0 TOAN=C  -> HTXS
1 (plan) -TOAN TV=H           -> HT   TV
1 (plan) -TOAN TV:4           -> CHT  TV
4 (plan) -NN1 -TH -CN KH:6    -> HT   KH
1 +NN1 NN1=C                  -> HTXS
2 +TDT TDT=C                  -> HTXS
5 +TDT TDT=?                  -> HTXS
"""
# Missing is "cannot be computed yet", never "not completed".
UNKNOWN = """
1 TV=?                        -> TV
1 TV:?                        -> TV
1 TV=? TV:?                   -> TV TV
1 yeu_nuoc=?                  -> yeu_nuoc
1 TV=C TOAN=?                 -> TOAN
1 TV:0 DD=?                   -> DD
1 cham_chi=C nhan_ai=?        -> nhan_ai
3 TH:? CN:?                   -> TH CN
4 KH:?                        -> KH
5 LSDL=?                      -> LSDL
5 HDTN=?                      -> HDTN
1 (plan) TV=?                 -> TV
2 khoa_hoc=?                  -> khoa_hoc
3 tin_hoc=?                   -> tin_hoc
"""
COUNTED = """
1 +NN1 NN1=T                  -> HTXS
1 +NN1 NN1=H                  -> HT   NN1
1 +NN1 NN1=C                  -> CHT  NN1
2 NN1=C                       -> HTXS
3 +TDT TDT=H                  -> HT   TDT
3 +NN1 NN1=H                  -> HT   NN1
5 +TDT -TDT TDT=C             -> HTXS
"""


def lines(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("->")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("year", "expected"), lines(YEARS))
def test_a_year_comes_to(year: str, expected: str) -> None:
    result, *between = expected.split()
    whole = tt27_2020.synthesise(year_of(year), SAFE)
    assert whole.result == YearResult(result)
    assert whole.clause == "Điều 9.2a"
    assert [cell.code for cell in whole.between] == between
    assert not whole.missing


@pytest.mark.parametrize(("year", "missing"), lines(UNKNOWN))
def test_what_is_missing_is_named(year: str, missing: str) -> None:
    whole = tt27_2020.synthesise(year_of(year), SAFE)
    assert whole.result is None
    assert [cell.code for cell in whole.missing] == missing.split()
    assert completion(year_of(year), SAFE) == Completion.UNKNOWN


@pytest.mark.parametrize(("year", "expected"), lines(COUNTED))
def test_electives_count_where_the_school_says_so(year: str, expected: str) -> None:
    result, *between = expected.split()
    whole = tt27_2020.synthesise(year_of(year), WITH_ELECTIVES)
    assert whole.result == YearResult(result)
    assert [cell.code for cell in whole.between] == between


def test_a_competency_that_the_school_leaves_out_is_not_asked_for() -> None:
    answers = Answers(left_out_competencies={1: frozenset({"khoa_hoc"})})
    assert tt27_2020.synthesise(year_of("1 khoa_hoc=?"), answers).result == YearResult.EXCELLENT
    assert tt27_2020.synthesise(year_of("2 khoa_hoc=?"), answers).result is None


def test_who_is_not_assessed_has_no_result_and_misses_nothing() -> None:
    whole = tt27_2020.synthesise(year_of("3 (none) TV=? TOAN:?"), SAFE)
    assert (whole.result, whole.missing, whole.clause) == (None, (), "Điều 8")


# Điều 7.1b: subject, grade, and at which of the four moments it is tested.
MOMENTS = dict(zip(("gk1", "ck1", "gk2", "cn"), Period, strict=True))
TESTED = """
TV   1 -> ck1 cn
TV   2 -> ck1 cn
TV   3 -> ck1 cn
TV   4 -> gk1 ck1 gk2 cn
TV   5 -> gk1 ck1 gk2 cn
TOAN 1 -> ck1 cn
TOAN 3 -> ck1 cn
TOAN 4 -> gk1 ck1 gk2 cn
TOAN 5 -> gk1 ck1 gk2 cn
NN1  1 ->
NN1  2 ->
NN1  3 -> ck1 cn
NN1  5 -> ck1 cn
TH   2 ->
TH   3 -> ck1 cn
CN   3 -> ck1 cn
CN   5 -> ck1 cn
KH   3 ->
KH   4 -> ck1 cn
LSDL 4 -> ck1 cn
LSDL 5 -> ck1 cn
TNXH 3 ->
DD   5 ->
GDTC 1 ->
AN   4 ->
MT   4 ->
HDTN 5 ->
TDT  5 ->
"""


@pytest.mark.parametrize(("subject", "periods"), lines(TESTED))
def test_a_subject_is_tested_at(subject: str, periods: str) -> None:
    code, grade = subject.split()
    tested = [period for period in Period if tt27_2020.has_mark(code, int(grade), period)]
    assert tested == [MOMENTS[each] for each in periods.split()]


@pytest.mark.parametrize(
    ("code", "grade", "period", "possible"),
    [
        ("TV", 1, Period.TERM_1, True),
        ("TV", 1, Period.YEAR_END, True),
        ("TV", 4, Period.MID_TERM_1, False),
        ("TOAN", 5, Period.MID_TERM_2, False),
        ("TOAN", 5, Period.YEAR_END, True),
        ("DD", 5, Period.YEAR_END, False),
        ("KH", 3, Period.YEAR_END, False),
        ("NN1", 1, Period.TERM_1, False),
    ],
)
def test_another_test_is_possible_at_the_end_of_a_term_alone(
    code: str, grade: int, period: Period, *, possible: bool
) -> None:
    """Điều 7.1d."""
    assert tt27_2020.another_test_possible(code, grade, period) is possible


@pytest.mark.parametrize(
    ("grade", "rows", "competencies"),
    [(1, 8, 13), (2, 8, 13), (3, 11, 15), (4, 12, 15), (5, 12, 15)],
)
def test_each_grade_has_its_rows(grade: int, rows: int, competencies: int) -> None:
    assert len(rows_of(grade)) == rows
    assert len(traits_of(grade)) == competencies
    assert [row.code for row in electives_of(grade)] == (["NN1", "TDT"] if grade < 3 else ["TDT"])


@pytest.mark.parametrize(("grade", "year"), [(1, 2020), (2, 2021), (3, 2022), (4, 2023), (5, 2024)])
def test_it_came_year_by_year(grade: int, year: int) -> None:
    """Điều 2 and 3."""
    assert tt27_2020.holds_on(date(year, 9, 5), grade)
    assert not tt27_2020.holds_on(date(year, 5, 31), grade)


AUGUST = date(2027, 8, 14)
BETTER = Supplement(levels={"TV": H}, marks={"TV": 5}, traits={"cham_chi": ACHIEVED})
NO_BETTER = Supplement(levels={"TV": C}, marks={"TV": 4}, traits={"cham_chi": NEEDS_EFFORT})
MOVED_UP = Supplement(levels={"TV": C}, decided_on=AUGUST, moves_up=True)
KEPT_BACK = Supplement(levels={"TV": C}, decided_on=AUGUST)


@pytest.mark.parametrize(
    ("year", "more", "expected"),
    [
        ("1", None, Completion.COMPLETED),
        ("1 TV:8", None, Completion.COMPLETED),
        ("1 TV=H TV:5 cham_chi=Đ", None, Completion.COMPLETED),
        ("1 TV=C", None, Completion.TO_SUPPLEMENT),
        ("1 TV:4", None, Completion.TO_SUPPLEMENT),
        ("1 cham_chi=C", None, Completion.TO_SUPPLEMENT),
        ("1 TV=C", BETTER, Completion.COMPLETED_LATER),
        ("1 TV:4", BETTER, Completion.COMPLETED_LATER),
        ("1 cham_chi=C", BETTER, Completion.COMPLETED_LATER),
        ("1 TV=C TV:3 cham_chi=C", BETTER, Completion.COMPLETED_LATER),
        ("1 TV=C TOAN=C", BETTER, Completion.TO_DECIDE),
        ("1 TV=C", NO_BETTER, Completion.TO_DECIDE),
        ("1 TV:4", NO_BETTER, Completion.TO_DECIDE),
        ("1 TV=C", MOVED_UP, Completion.MOVED_UP),
        ("1 TV=C", KEPT_BACK, Completion.KEPT_BACK),
        ("5 TV=C", BETTER, Completion.COMPLETED_LATER),
        ("1", KEPT_BACK, Completion.COMPLETED),
        ("1 TV=?", KEPT_BACK, Completion.UNKNOWN),
        ("1 (none)", None, Completion.UNKNOWN),
        ("1 (none)", MOVED_UP, Completion.MOVED_UP),
        ("1 (none)", KEPT_BACK, Completion.KEPT_BACK),
        ("1 (plan) -TV TV=C", None, Completion.COMPLETED),
    ],
)
def test_completion_goes_step_by_step(
    year: str, more: Supplement | None, expected: Completion
) -> None:
    """Điều 11."""
    assert completion(year_of(year), SAFE, more) == expected
    assert expected.moves_up == (expected in {*UPWARDS})


UPWARDS = (Completion.COMPLETED, Completion.COMPLETED_LATER, Completion.MOVED_UP)


@pytest.mark.parametrize(
    ("year", "codes"),
    [
        ("1", []),
        ("1 TV:5", []),
        ("1 TV=C TV:4", ["TV", "TV"]),
        ("1 TV:4 cham_chi=C DD=H", ["TV", "cham_chi"]),
        ("1 TV=?", []),
    ],
)
def test_the_cells_that_caused_it_are_named(year: str, codes: list[str]) -> None:
    cells = tt27_2020.stands_in_the_way(year_of(year), SAFE)
    assert [cell.code for cell in cells] == codes


def test_a_supplement_stands_beside_the_old_values() -> None:
    year = year_of("1 TV=C TV:3")
    after = tt27_2020.supplemented(year, BETTER)
    assert after.subjects["TV"].marks == (3, 5)
    assert after.subjects["TV"].level == H
    assert year.subjects["TV"].level == C


@pytest.mark.parametrize(
    ("result", "recognition", "expected"),
    [
        (YearResult.EXCELLENT, None, Award.EXCELLENT),
        (YearResult.EXCELLENT, Recognition("TOAN", AUGUST), Award.EXCELLENT),
        (YearResult.GOOD, None, None),
        (YearResult.GOOD, Recognition("TOAN", AUGUST), Award.EXEMPLARY),
        (YearResult.GOOD, Recognition("cham_chi", AUGUST), Award.EXEMPLARY),
        (YearResult.GOOD, Recognition("", AUGUST), None),
        (YearResult.COMPLETED, Recognition("TOAN", AUGUST), None),
        (YearResult.NOT_COMPLETED, Recognition("TOAN", AUGUST), None),
        (None, Recognition("TOAN", AUGUST), None),
    ],
)
def test_titles_follow_from_results_and_recorded_facts(
    result: YearResult | None, recognition: Recognition | None, expected: Award | None
) -> None:
    """Điều 13; the wording is that of the circular."""
    assert award(result, recognition) == expected


def test_the_titles_are_those_of_the_circular() -> None:
    assert [title.value for title in Award] == [
        "Học sinh Xuất sắc",
        "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
    ]


def test_the_two_vocabularies_are_never_equal() -> None:
    assert {level.value for level in SubjectLevel} & {level.value for level in TraitLevel} == {
        "T",
        "C",
    }
    assert not any(level == trait for level in SubjectLevel for trait in TraitLevel)
