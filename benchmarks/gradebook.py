"""A period of a whole school: sheets begun, filled, confirmed; books through four desks; a page, a row."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import spread, table
from benchmarks.school import open_school
from benchmarks.twenty_five_classes import (
    PUPILS,
    begun,
    books_of,
    by_author,
    fill_all,
    lay_out,
    pass_on,
    phase,
    pupils_in,
)

if TYPE_CHECKING:
    from people.models import Staff
    from tests.school import School

ROUNDS = 30
BACKEND = "people.accounts.backend.StaffBackend"


def main() -> None:
    school = open_school()
    period, classes, posts = lay_out(school)
    sheets: list[Any] = []
    books: list[Any] = []
    rows = [
        phase("begin the sheets", sheets, lambda: sheets.extend(begun(school, period, posts))),
        phase("fill them", sheets, lambda: fill_all(sheets)),
        phase("confirm them", sheets, lambda: pass_on("submit", by_author(sheets))),
        phase("draw up the books", books, lambda: books.extend(books_of(school, period, classes))),
        phase("close them", books, lambda: pass_on("submit", by_author(books))),
    ]
    for step, who in (("review", school.hoa), ("sign", school.minh), ("lock", school.thu)):
        rows.append(phase(step, books, lambda each=step, by=who: pass_on(each, [(by, books)])))
    print(table(("what", "n", "CPU s", "s", "ms CPU each", "queries each"), rows))
    _print_size(len(sheets), len(books))
    _pages(school, period)


def _print_size(sheets: int, books: int) -> None:
    from django.conf import settings

    files = [path for path in Path(settings.SOKY_ARCHIVE).rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1_000_000
    print(f"{sheets} sheets, {books} books: {len(files)} files, {megabytes:.1f} MB in the archive")


def _pages(school: "School", period: Any) -> None:
    """A sheet of 45 pupils and 15 columns: its page, and saving one row."""
    from people.models import Assignment, Duty, SchoolClass
    from tests.documents.records.sheets import fill, sheet_of

    place = SchoolClass.objects.create(year=school.year, grade=3, name="3Z")
    facts = {"school_class": place, "starts_on": school.year.starts_on}
    Assignment.objects.create(staff=school.dao, duty=Duty.HOMEROOM_TEACHER, **facts)
    pupils_in(place, school)
    sheet = sheet_of(school, period, school.dao, school_class=place)
    fill(sheet, school.dao)
    _print_page(_client(school.dao), sheet)


def _client(staff: "Staff") -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(staff, BACKEND)
    return client


def _print_page(client: Any, sheet: Any) -> None:
    url, pupil = sheet.get_edit_url(), sheet.lines[0].pupil
    rows_url = url.removesuffix("edit/") + "rows/"
    levels = iter(["T", "Đ"] * ROUNDS)

    def save(version: int) -> object:
        sent = {f"v{pupil}": str(version), f"c{pupil}-yeu_nuoc": next(levels)}
        return client.post(rows_url, sent)

    page = [_milliseconds(lambda: client.get(url)) for _round in range(ROUNDS)]
    row = [_milliseconds(lambda at=number: save(at)) for number in range(1, ROUNDS + 1)]
    print(f"the page of a sheet of {PUPILS} × 15: {spread(page, '{:.1f}')} ms of CPU")
    print(f"one row saved: {spread(row, '{:.1f}')} ms of CPU")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
