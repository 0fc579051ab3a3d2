"""What the rows of a staff list say, as schools head them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from people.imports.headings import Column
from people.imports.names import read_name
from people.imports.notes import notes_on
from people.imports.rows import Reading, Row
from people.imports.tables import Line, tables_in
from people.imports.verdicts import Found, Scope
from people.imports.workbook import Workbook
from people.staffing.user_names import is_user_name

NEEDED = ("full_name", "given_name")
_WHO = "(giao vien|gv|can bo|cb|nhan vien|nv|nhan su|vien chuc)"
_ID = "(so |ma )?(so )?(cccd|cmnd|can cuoc( cong dan)?|dinh danh ca nhan|ddcn)( (cccd|cmnd))*"
COLUMNS = (
    Column("number", r"stt|so tt|so thu tu|tt|so"),
    Column(
        "staff_code", rf"ma( so)? {_WHO}.*|ma (so )?dinh danh( {_WHO}| (cua )?(bo|nganh|csdl))?.*"
    ),
    Column("personal_id", rf"{_ID}( .{{0,12}})?"),
    Column(
        "full_name", rf"ho (va )?ten( {_WHO}.{{0,20}})?|ten {_WHO}|{_WHO}|ho (va )?ten khai sinh"
    ),
    Column("family_name", r"ho|ho (va )?(ten )?(dem|lot)"),
    Column("given_name", r"ten"),
    Column("born_on", r"(ngay )?(thang )?(nam )?sinh|ngay sinh .{0,20}"),
    Column("gender", r"gioi tinh|gt|phai|nam nu"),
    Column("female", r"(gioi tinh )?nu( x)?"),
    Column("male", r"(gioi tinh )?nam( x)?"),
    Column("group", r"to|to (chuyen mon|cm|bo mon|khoi|cong tac).{0,20}|ten to|phong ban"),
    Column("position", r"chuc (vu|danh).{0,30}|vi tri viec lam|vtvl|cong viec"),
    Column("email", r"(dia chi )?(e mail|email|mail|thu dien tu|hop thu).{0,15}"),
    Column("phone", r"(so )?(dien thoai|dt|sdt|dtdd|di dong)( di dong| lien (he|lac))?"),
    Column("username", r"ten (dang nhap|tai khoan)|tai khoan|user ?name|user"),
)
# With their tones: Bá and Cồ are surnames.
_ADDRESSES = frozenset({"cô", "thầy", "thày", "ông", "bà"})
_YOUNGEST, _OLDEST = 16, 90


def read(book: Workbook, _scope: Scope) -> Found:
    tables = tables_in(book, COLUMNS, NEEDED)
    rows = [_row(line, book.mac_dates) for table in tables for line in table.lines]
    return Found(rows, notes_on(book, tables))


def _row(line: Line, mac_dates: bool) -> Row:  # noqa: FBT001
    reading = Reading(line, mac_dates)
    reading.keep("full_name", _name(reading))
    gender, born_on = reading.gender(), _born_on(reading)
    reading.keep("address", {"nữ": "cô", "nam": "thầy"}.get(gender, ""))
    reading.keep("born_on", born_on)
    for key, most in (("staff_code", 20), ("group", 80), ("position", 80)):
        reading.keep(key, reading.text(key, most))
    day = reading.day("born_on") if born_on else None
    reading.keep("personal_id", reading.personal_id("personal_id", day, gender))
    reading.keep("phone", reading.phone("phone"))
    reading.keep("email", _email(reading))
    reading.keep("username", _username(reading))
    return reading.row


def _name(reading: Reading) -> str:
    """Without "cô" or "thầy" in front, which lists of staff like to write; Ông is a surname, too."""
    name = read_name(reading, 120)
    first, _space, rest = name.partition(" ")
    if first.lower().rstrip(".") not in _ADDRESSES or not rest:
        return name
    words = rest.split(" ")
    is_address = len(words) > 2 and words[0].lower() != "thị"
    if is_address or (first.endswith(".") and len(words) > 1):
        sentence = _("“%(word)s” is taken for a form of address; read as %(name)s.")
        reading.remark("full_name", sentence % {"word": first, "name": rest})
        return rest
    reading.remark("full_name", _("“%s” is taken for a surname; please check.") % first)
    return name


def _born_on(reading: Reading) -> str:
    born_on = reading.day("born_on")
    if born_on and not _YOUNGEST <= timezone.localdate().year - born_on.year <= _OLDEST:
        reading.refuse("born_on", _("nobody who works here is born on %s.") % f"{born_on:%d/%m/%Y}")
        return ""
    return born_on.isoformat() if born_on else ""


def _email(reading: Reading) -> str:
    email = reading.text("email", 254).lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        reading.refuse("email", _("“%s” is no e-mail address.") % email[:40])
        return ""
    return email


def _username(reading: Reading) -> str:
    username = reading.text("username", 60).lower()
    if username and not is_user_name(username):
        reading.refuse(
            "username", _("“%s”: letters without tones, digits, dots only.") % username[:40]
        )
        return ""
    return username
