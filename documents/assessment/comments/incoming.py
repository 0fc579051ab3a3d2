"""Sentences in a spreadsheet: row by row, what would be added to a bank, before anything is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from documents.assessment.comments import occasions
from documents.assessment.comments.acts import key_of
from documents.assessment.incoming.headings import names_of
from documents.assessment.models import BankSentence
from documents.assessment.terms import Period
from documents.assessment.typed import MOST_LETTERS, read_subject_level, read_trait_level
from people.imports.headings import Column, find_heading, plain
from people.imports.legacy import looks_legacy
from people.imports.workbook import Sheet, open_workbook
from people.names import nfc
from people.refusals import Refusal

MOST_SENTENCES = 2000
_NO_GRADE, _NO_PERIOD = -1, "?"
_COLUMNS = (
    Column("about", r"(ten )?mon( hoc)?( .*)?|noi dung|phan"),
    Column("level", r"muc( .*)?|xep loai"),
    Column("grade", r"(khoi )?(lop|khoi)"),
    Column("period", r"thoi diem( .*)?|(hoc )?k[iy]|dot"),
    Column("text", r"((loi|noi dung|cau|mau) )*nhan xet( .*)?|cau( mau)?"),
)
_TITLES = {
    name: code
    for code, title in occasions.TITLES.items()
    for name in (*names_of(title), plain(code))
}
# "Giữa học kì I", "giữa HK1", "GKI": what is left without the words for a term.
_TERM = re.compile(r"\b(hoc|k[iy]|hk|nam hoc)\b")
_PERIODS = {
    **dict.fromkeys(("giua 1", "giua i", "gki", "gk1", "giua hk1", "giua hki"), Period.MID_TERM_1),
    **dict.fromkeys(("cuoi 1", "cuoi i", "cki", "ck1", "cuoi hk1", "cuoi hki"), Period.TERM_1),
    **dict.fromkeys(
        ("giua 2", "giua ii", "gkii", "gk2", "giua hk2", "giua hkii"), Period.MID_TERM_2
    ),
    **dict.fromkeys(
        ("cuoi nam", "cn", "cuoi 2", "cuoi ii", "ckii", "ck2", "cuoi hk2", "cuoi hkii"),
        Period.YEAR_END,
    ),
}


@dataclass(slots=True)
class IncomingSentence:
    """A row of the file; `number` as spreadsheets count. Problems keep it out."""

    number: int
    sentence: BankSentence
    problems: list[str] = field(default_factory=list)
    is_there: bool = False
    """In the bank already, or further up in the file."""

    @property
    def is_new(self) -> bool:
        return not self.problems and not self.is_there


def read(data: bytes, owner: int | None) -> list[IncomingSentence]:
    """Compared with this bank. Raises Refusal where there is no table of sentences in the file."""
    rows = [row for sheet in open_workbook(data).sheets for row in _rows_of(sheet)]
    if not rows:
        said = _(
            "No table of sentences is in this file: it needs the headings “Môn”, “Mức”, “Nhận xét”."
        )
        raise Refusal(said, "no_sentences")
    if len(rows) > MOST_SENTENCES:
        raise Refusal(_("At most %d sentences at once.") % MOST_SENTENCES, "too_many_sentences")
    there = {key_of(each) for each in BankSentence.objects.filter(owner=owner)}
    for row in rows:
        row.is_there = key_of(row.sentence) in there
        if not row.problems:
            there.add(key_of(row.sentence))
    return rows


def _rows_of(sheet: Sheet) -> Iterator[IncomingSentence]:
    heading = find_heading(sheet, _COLUMNS, ("text",))
    if heading is None or not {"about", "level"} <= heading.columns.keys():
        return
    for at, cells in enumerate(sheet.rows[heading.last_row + 1 :], heading.last_row + 2):
        said = {
            key: nfc(str(cells[place])) if place < len(cells) and cells[place] is not None else ""
            for key, place in heading.columns.items()
        }
        if any(said.values()):
            yield _read_row(at, said)


def _read_row(number: int, said: Mapping[str, str]) -> IncomingSentence:
    row = IncomingSentence(number, BankSentence(text=said["text"][:MOST_LETTERS]))
    row.sentence.about = _TITLES.get(plain(said["about"]), "")
    row.sentence.level = _level(row.sentence.about, said["level"])
    row.sentence.grade, row.sentence.period = _grade(said), _period(said)
    row.problems = list(_problems(row.sentence, said))
    return row


def _level(about: str, said: str) -> str:
    level = (read_subject_level if about in occasions.SUBJECTS else read_trait_level)(said).value
    return level.value if level else ""


def _grade(said: Mapping[str, str]) -> int:
    """0 for every grade."""
    text = re.sub(r"^(lop|khoi|khoi lop) ", "", plain(said.get("grade", "")))
    if text in {"", "tat ca", "moi"}:
        return 0
    return int(text) if re.fullmatch("[1-5]", text) else _NO_GRADE


def _period(said: Mapping[str, str]) -> str:
    text = " ".join(_TERM.sub(" ", plain(said.get("period", ""))).split())
    if text in {"", "tat ca", "moi"}:
        return ""
    return _PERIODS[text].value if text in _PERIODS else _NO_PERIOD


def _problems(sentence: BankSentence, said: Mapping[str, str]) -> Iterator[str]:
    if not sentence.about:
        yield _("“%s” is no subject, quality or competency of the forms.") % said["about"]
    elif not sentence.level:
        letters = ", ".join(occasions.levels_of(sentence.about))
        facts = {"said": said["level"], "letters": letters}
        yield _("“%(said)s” is no level here: %(letters)s.") % facts
    if sentence.grade == _NO_GRADE:
        yield _("“%s” is no grade: 1 to 5, or empty for all.") % said["grade"]
    if sentence.period == _NO_PERIOD:
        yield _("“%s” is no period of the year.") % said["period"]
    if problem := _problem_of_text(said["text"]):
        yield problem


def _problem_of_text(text: str) -> str:
    if not text:
        return _("The sentence is missing.")
    if len(text) > MOST_LETTERS:
        return _("A comment has at most 500 letters.")
    if looks_legacy(text):
        return _("This was typed for an old font (TCVN3, VNI): please type it anew.")
    return ""
