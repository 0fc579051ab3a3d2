"""How long a list of two thousand pupils takes: read, compared, applied, compared again, taken back."""

import io
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.measure import seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from tests.school import School

PUPILS, CLASSES, TIMES = 2_000, 50, 5
_HEADINGS = (
    *("STT", "Mã định danh Bộ GD&ĐT", "Số định danh cá nhân", "Họ và tên", "Ngày sinh"),
    *("Giới tính", "Dân tộc", "Quốc tịch", "Nơi sinh", "Quê quán", "Nơi ở hiện nay"),
    *("Họ và tên cha", "Năm sinh cha", "Nghề nghiệp cha", "SĐT cha"),
    *("Họ và tên mẹ", "Năm sinh mẹ", "Nghề nghiệp mẹ", "SĐT mẹ", "Ghi chú"),
)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLE = ("Văn", "Thị", "Ngọc", "Minh", "Gia", "Thanh", "Hoàng", "Thùy")
_GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khôi", "Lâm", "Ngân", "Phúc", "Quỳnh", "Yến")
_OF_PUPILS = (
    *("RegisterEntry", "Reversal", "Movement", "Enrolment"),
    *("Guardian", "ProtectedFacts", "Pupil"),
)


def main() -> None:
    school = open_school()
    rows = []
    for kind, data in (("xlsx", _list(0)), ("csv", _as_csv(0))):
        rows += _measured(school, kind, data)
    print(table((f"{PUPILS} pupils", "seconds (median of 5)", "aim"), rows))


def _measured(school: "School", kind: str, data: bytes) -> list[tuple[str, str, str]]:
    from people.imports.apply import apply
    from people.imports.dry_run import Asked, compare
    from people.imports.undo import undo
    from people.imports.workbook import open_workbook

    asked = Asked("pupils", school.year, school.year.starts_on, make_missing=True)
    took: dict[str, list[float]] = {}

    def timed(name: str, work: Any) -> Any:
        result: list[Any] = []
        took.setdefault(name, []).append(seconds(lambda: result.append(work())))
        return result[0]

    for _ in range(TIMES):
        timed("read alone", lambda: open_workbook(data))
        run = timed("dry run, all new", lambda: compare(data, f"a.{kind}", asked, school.van))
        run = timed("apply", lambda: apply(run, run.fingerprint, school.van))  # noqa: B023
        timed("dry run, unchanged", lambda: compare(data, f"a.{kind}", asked, school.van))
        timed("undo", lambda: undo(run, school.van))  # noqa: B023
        _empty()
    aims = {"dry run, all new": "2", "dry run, unchanged": "2", "apply": "5"}
    return [(f"{kind}: {name}", spread(each), aims.get(name, "")) for name, each in took.items()]


def _empty() -> None:
    """Pupils are never deleted, and the database itself refuses it; here the next round must find none."""
    from django.db import connection

    from people import models
    from workflows import triggers

    triggers.drop()
    with connection.cursor() as cursor:
        for name in _OF_PUPILS:
            cursor.execute(f"DELETE FROM {getattr(models, name)._meta.db_table}")
    triggers.create()


def _list(first: int) -> bytes:
    from people.imports.sheets import spreadsheet

    rows = _rows(first)
    size = PUPILS // CLASSES
    names = [f"{1 + number // 10}{chr(65 + number % 10)}" for number in range(CLASSES)]
    return spreadsheet(
        {name: (_HEADINGS, rows[at * size : (at + 1) * size]) for at, name in enumerate(names)}
    )


def _as_csv(first: int) -> bytes:
    import csv

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*_HEADINGS, "Lớp"])
    size = PUPILS // CLASSES
    for at, row in enumerate(_rows(first)):
        number = at // size
        cells = [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row]
        writer.writerow([*cells, f"{1 + number // 10}{chr(65 + number % 10)}"])
    return file.getvalue().encode("utf-8-sig")


def _rows(first: int) -> list[list[Any]]:
    chance = random.Random(7)
    return [_row(first + number, chance) for number in range(PUPILS)]


def _row(number: int, chance: random.Random) -> list[Any]:
    born = date(2016, 1, 1) + timedelta(days=chance.randrange(1800))
    gender = chance.choice(("Nam", "Nữ"))
    code = f"079{2 + (gender == 'Nữ')}{born.year % 100:02d}{number:06d}"
    place = "Ấp 3, xã Tân Tập, tỉnh Tây Ninh"
    return [
        *(str(number), f"79{number:08d}", code, _name(chance), born),
        *(gender, "Kinh", "Việt Nam", "Tây Ninh", "Long An", place),
        *(_name(chance), "1988", "Nông dân", f"09{number:08d}"),
        *(_name(chance), "1990", "Công nhân", f"03{number:08d}", ""),
    ]


def _name(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (_SURNAMES, _MIDDLE, _MIDDLE, _GIVEN)))


if __name__ == "__main__":
    main()
