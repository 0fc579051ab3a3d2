"""Điều 9 read a second time, by somebody who had not seen the first: slow, plain, word for word.

Results are told by their abbreviations, None where something is still to come.
"""

from documents.assessment.rules.facts import PupilYear, SubjectFacts, Way

TESTED = {
    1: {"TV", "TOAN"},
    2: {"TV", "TOAN"},
    3: {"TV", "TOAN", "NN1", "TH", "CN"},
    4: {"TV", "TOAN", "NN1", "TH", "CN", "KH", "LSDL"},
    5: {"TV", "TOAN", "NN1", "TH", "CN", "KH", "LSDL"},
}
LEARNED = {
    1: "TV TOAN DD TNXH GDTC AN MT HDTN",
    2: "TV TOAN DD TNXH GDTC AN MT HDTN",
    3: "TV TOAN NN1 TH CN DD TNXH GDTC AN MT HDTN",
    4: "TV TOAN NN1 LSDL KH TH CN DD GDTC AN MT HDTN",
    5: "TV TOAN NN1 LSDL KH TH CN DD GDTC AN MT HDTN",
}
CHOSEN = {1: {"NN1", "TDT"}, 2: {"NN1", "TDT"}, 3: {"TDT"}, 4: {"TDT"}, 5: {"TDT"}}
SHOWN_BY_ALL = (
    "yeu_nuoc nhan_ai cham_chi trung_thuc trach_nhiem tu_chu giao_tiep giai_quyet"
    " ngon_ngu tinh_toan khoa_hoc tham_mi the_chat"
)


def result_of(year: PupilYear, *, electives_count: bool) -> str | None:
    if year.way == Way.NOT_ASSESSED:
        return None
    subjects = set(LEARNED[year.grade].split())
    if electives_count:
        subjects |= CHOSEN[year.grade] & year.electives
    subjects -= year.left_out
    shown = set(SHOWN_BY_ALL.split()) | ({"cong_nghe", "tin_hoc"} if year.grade > 2 else set())
    facts = {code: year.subjects.get(code, SubjectFacts()) for code in subjects}
    tests = [facts[code].marks for code in subjects & TESTED[year.grade]]
    letters = [facts[code].level for code in subjects]
    letters += [year.traits.get(code) for code in shown - year.left_out]  # type: ignore[misc]
    if None in letters or () in tests:
        return None
    return _judged({letter.value for letter in letters if letter}, [10, *(t[-1] for t in tests)])


def _judged(letters: set[str], marks: list[int]) -> str:
    """T is the best letter of both vocabularies, and C the worst of both."""
    if letters == {"T"} and min(marks) >= 9:
        return "HTXS"
    if letters == {"T"} and min(marks) >= 7:
        return "HTT"
    return "HT" if "C" not in letters and min(marks) >= 5 else "CHT"
