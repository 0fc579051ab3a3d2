"""By which headings the columns of a sheet go in the tables of teachers and of other programs."""

import re
from collections.abc import Iterable, Iterator

from documents.assessment.columns import COMMENT, LEVEL, MARK, Column
from documents.assessment.rules import programme_2018 as programme
from people.imports.headings import Column as KnownHeading
from people.imports.headings import plain
from people.imports.pupils.columns import COLUMNS as OF_PUPILS

CODE, NAME, FAMILY, GIVEN, BORN = (
    "ministry_code",
    "full_name",
    "family_name",
    "given_name",
    "born_on",
)
IDENTITY = (CODE, NAME, FAMILY, GIVEN, BORN)
NUMBER, NUMBER_HEADING = "number_on_sheet", "Số trên phiếu"
"""Never the "STT" of somebody's own list: only what was copied from the sheet itself is taken by it."""
# "Mã học sinh" and "Mã định danh" are said of the ministry's code, too.
_UNSURE = {"pupil_code": CODE, "identity": CODE}
BARE = "?"
"""Behind the key of a column whose heading does not say the subject."""
_WORDS = {
    LEVEL: r"muc( do)?( dat( duoc)?)?|mdd|xep loai|danh gia|ket qua( danh gia)?|kq|level",
    MARK: r"diem( so| bai| kt| ktdk| kiem tra)?( dinh ky)?|ktdk|(bai )?kiem tra( dinh ky)?|mark",
    COMMENT: r"(loi |noi dung )?nhan xet( .*)?|comment",
}


def known(columns: Iterable[Column], subject: str) -> tuple[KnownHeading, ...]:
    """Of the pupils' columns those that say who it is, and of the sheet all."""
    pupils = [
        KnownHeading(each.key, each.pattern, _UNSURE.get(each.key, each.stands_for))
        for each in OF_PUPILS
        if each.key in {*IDENTITY, *_UNSURE, "number", "gender", "class"}
    ]
    number = KnownHeading(NUMBER, rf"{plain(NUMBER_HEADING)}( .*)?")
    return (*_of_sheet(columns, subject), number, *pupils)


def _of_sheet(columns: Iterable[Column], subject: str) -> Iterator[KnownHeading]:
    names = "|".join(names_of(subject))
    for column in columns:
        own, words = plain(column.title), _WORDS.get(column.code)
        if words is None:
            yield KnownHeading(column.code, _loosely(own))
            continue
        alone = rf"|{names}" if column.code == LEVEL else ""
        pattern = rf"(mon )?({names}) ({own}|{words})|({own}|{words}) (mon )?({names}){alone}"
        yield KnownHeading(column.code, pattern)
        yield KnownHeading(f"{column.code}{BARE}", rf"{own}|{words}", stands_for=column.code)


def _loosely(title: str) -> str:
    """A quality or competency, with or without what it is and the "và" within."""
    return "(nl|nang luc|pc|pham chat)? ?" + title.replace(" va ", " (va )?")


def names_of(subject: str) -> list[str]:
    """Without tones: the whole name and, of “Nghệ thuật (Âm nhạc)”, what stands in brackets."""
    inside = re.findall(r"\(([^)]+)\)", subject)
    return [name for name in dict.fromkeys(map(plain, (subject, *inside))) if name]


def other_subject_in(text: str, subject: str) -> str:
    """Another subject of the programme that this heading or title names; nothing where it has the own."""
    said = f" {plain(text)} "
    if any(f" {name} " in said for name in names_of(subject)):
        return ""
    for row in programme.ROWS:
        if any(f" {name} " in said for name in names_of(row.title)):
            return row.title
    return ""
