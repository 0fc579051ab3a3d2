"""What does this cell mean? A value as we keep it, or a sentence why it cannot be one."""

import re
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from people.digits import are_digits
from people.imports.headings import plain
from people.imports.legacy import looks_legacy, with_real_d
from people.imports.workbook import Cell
from people.names import nfc
from people.refusals import Refusal

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SHORTENED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)")
_EPOCH, _MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 60_000  # 1927 to 2064; below, a number may be a year
_MALE = frozenset({"nam", "m", "male", "trai", "be trai", "boy"})
_FEMALE = frozenset({"nu", "f", "female", "gai", "be gai", "girl"})
_TICKS = frozenset({"x", "1", "true", "v", "nu", "co"})
# Also as the letters that are ticks in the fonts Wingdings.
_DRAWN_TICKS = frozenset("✓✔√☑✗✘☒×•●*+üþûý")
_NO_TICKS = frozenset({"", "0", "không", "khong", "ko", "k", "no", "false", "-", "--", "–", "—"})
_NOTHING = frozenset({"-", "--", "–", "—", "/", ".", "0", "NULL", "null"})
_PROVINCES = range(1, 97)


class Unclear(Refusal):
    """The cell cannot be taken as it is; the sentence says why."""


def text_of(cell: Cell, most: int) -> str:
    """Composed, with single spaces; a whole number without its ".0"."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    said = nfc(whole(cell)).lstrip("'`").strip()
    if said in _NOTHING:
        return ""
    said = with_real_d(said)
    if looks_legacy(said):
        raise Unclear(
            _("“%s” was typed for an old font (TCVN3, VNI). Convert the file to Unicode.")
            % said[:40],
            "old_font",
        )
    if len(said) > most:
        raise Unclear(
            _("“%(said)s…” is longer than %(most)d characters.")
            % {"said": said[:30], "most": most},
            "too_long",
        )
    return said


def whole(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def day_of(cell: Cell, mac_dates: bool = False) -> date | None:  # noqa: FBT001, FBT002
    """A real date, a spreadsheet's serial number, or a text; never a year alone."""
    if cell is None or isinstance(cell, date):
        return cell
    said = nfc(whole(cell)).strip("'` ")
    if not said:
        return None
    if are_digits(said) and _FIRST_SERIAL <= int(said) <= _LAST_SERIAL:
        return (_MAC_EPOCH if mac_dates else _EPOCH) + timedelta(days=int(said))
    if re.fullmatch(r"(19|20)\d\d", said):
        raise Unclear(_("“%s” is a year; day and month are missing.") % said, "only_a_year")
    year, month, day = _parts(said)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(
            _("“%s” is no day of the calendar (day/month/year).") % said[:40], "no_such_day"
        ) from None


def _parts(said: str) -> tuple[int, int, int]:
    if found := _DAY_FIRST.fullmatch(said) or _IN_WORDS.fullmatch(plain(said)):
        day, month, year = map(int, found.groups())
        return (year if year > 99 else _century(year)), month, day
    if found := _YEAR_FIRST.fullmatch(said):
        year, month, day = map(int, found.groups())
        return year, month, day
    raise Unclear(_("“%s” is no date (day/month/year).") % said[:40], "not_a_date")


def _century(year: int) -> int:
    """A birth date lies in the past."""
    return 2000 + year if 2000 + year <= timezone.localdate().year else 1900 + year


def code_of(cell: Cell) -> str:
    """A code as it was before a spreadsheet took it for a number."""
    if cell is None or isinstance(cell, bool | date):
        return ""
    said = re.sub(r"[\s.\-']", "", nfc(whole(cell))) if not isinstance(cell, float) else whole(cell)
    if found := _SHORTENED.fullmatch(nfc(str(cell)).strip()):
        first, rest, power = found.groups(default="")
        if len(rest) < int(power) - 1:
            raise Unclear(
                _("“%s” was shortened by the spreadsheet; the digits are lost.") % cell,
                "digits_lost",
            )
        said = (first + rest).ljust(int(power) + 1, "0")
    return said


def gender_of(cell: Cell) -> str:
    said = plain(whole(cell)) if cell is not None and not isinstance(cell, bool) else ""
    if not said:
        return ""
    if said in _FEMALE or said in _MALE:
        return "nữ" if said in _FEMALE else "nam"
    raise Unclear(_("“%s” is neither “nam” nor “nữ”.") % cell, "not_a_gender")


def is_gender(cell: Cell) -> bool:
    return isinstance(cell, str) and plain(cell) in _MALE | _FEMALE


def is_ticked(cell: Cell) -> bool:
    """A mark where there could be a word as well."""
    if cell is None or isinstance(cell, bool):
        return cell is True
    said = whole(cell).strip()
    return said in _DRAWN_TICKS or plain(said) in _TICKS


def is_marked(cell: Cell) -> bool:
    """Anything where there is a mark or nothing: who ticks "Nữ" does it in many ways."""
    if cell is None or isinstance(cell, bool):
        return cell is True
    return nfc(whole(cell)).lower() not in _NO_TICKS


def gainsays(personal_id: str, born_on: date | None, gender: str) -> str:
    """Why a personal ID cannot be this person's: province, century and gender, year of birth."""
    if int(personal_id[:3]) not in _PROVINCES:
        return _("its first three digits are no province")
    if born_on and int(personal_id[4:6]) != born_on.year % 100:
        return _("its digits 5 and 6 are not the year of birth")
    digit = int(personal_id[3])
    if born_on and digit // 2 != born_on.year // 100 - 19:
        return _("its fourth digit belongs to another century")
    if gender and digit % 2 != (gender == "nữ"):
        return _("its fourth digit belongs to the other gender")
    return ""
