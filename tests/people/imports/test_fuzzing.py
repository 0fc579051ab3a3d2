"""Whatever bytes come in: a comparison or a sentence, never a crash, never anything half applied."""

import random
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from people.imports import cells, reading
from people.imports.apply import apply
from people.imports.cells import Unclear
from people.imports.dry_run import Asked, compare
from people.imports.headings import find_heading, plain
from people.imports.pupils.columns import COLUMNS, NEEDED
from people.imports.tables import tables_in
from people.imports.workbook import Sheet, UnreadableFile, Workbook
from people.models import Enrolment, Movement, Pupil, RegisterEntry
from people.refusals import Refusal
from tests.depth import examples
from tests.people.imports.conftest import FIRST_DAY
from tests.people.imports.sheets import AN, BINH, HEADINGS, csv, ods, xls, xlsx
from tests.school import School

pytestmark = pytest.mark.django_db

SEEDS = [
    xlsx({"3A": [HEADINGS, AN, BINH]}),
    ods({"3A": [HEADINGS, AN, BINH]}),
    xls("3A", [HEADINGS, AN, BINH]),
    csv([HEADINGS, AN, BINH]),
    csv([HEADINGS, AN, BINH], "utf-16", "\t"),
]
anything = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**14), 10**14),
    some.floats(allow_nan=True, allow_infinity=True),
    some.text(max_size=30),
    some.dates(),
    some.sampled_from([*HEADINGS, "Nữ", "x", "3A", "Cha", "Tổng cộng", "7.9E+10", "31/02/2018"]),
)
sheets = some.lists(some.lists(anything, max_size=8), max_size=20)


@examples(100)
@given(
    data=some.binary(max_size=300)
    | some.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail)
)
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with suppress(reading.Unreadable):
        reading.read(data)


@examples(12)
@given(seed=some.sampled_from(SEEDS), chance=some.randoms(use_true_random=False))
def test_a_damaged_file_is_compared_or_refused_and_never_half_applied(
    school: School, seed: bytes, chance: random.Random
) -> None:
    data = bytearray(seed)
    for _ in range(chance.choice((1, 3, 30))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    asked = Asked("pupils", school.year, FIRST_DAY)
    with suppress(UnreadableFile, Refusal):
        run = compare(bytes(data), "a.xlsx", asked, school.van)
        apply(run, run.fingerprint, school.van)
    of = [
        set(model.objects.values_list("pupil", flat=True))
        for model in (Enrolment, Movement, RegisterEntry)
    ]
    assert of == [set(Pupil.objects.values_list("pk", flat=True))] * 3


@examples(60)
@given(rows=sheets, merged=some.lists(some.tuples(*[some.integers(0, 30)] * 4), max_size=4))
def test_no_sheet_crashes_the_search_for_a_table(rows: list[list[Any]], merged: Any) -> None:
    book = Workbook((Sheet("3A", rows, tuple(merged)),))
    find_heading(book.sheets[0], COLUMNS, NEEDED)
    for table in tables_in(book, COLUMNS, NEEDED):
        assert all(line.number > table.heading.last_row + 1 for line in table.lines)


@examples(150)
@given(cell=anything)
def test_no_cell_crashes_its_reading(cell: Any) -> None:
    for meaning in (
        cells.day_of,
        cells.code_of,
        cells.gender_of,
        lambda one: cells.text_of(one, 40),
    ):
        with suppress(Unclear):
            meaning(cell)


@examples(50)
@given(day=some.dates(date(1930, 1, 1), date(2026, 1, 1)), form=some.integers(0, 5))
def test_a_day_is_the_same_day_however_it_is_written(day: date, form: int) -> None:
    written = [
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        float((day - date(1899, 12, 30)).days),
        datetime(day.year, day.month, day.day).isoformat(" "),  # noqa: DTZ001 as a sheet says it
    ]
    assert cells.day_of(written[form]) == day


@examples(50)
@given(text=some.text(max_size=40))
def test_plain_words_stay_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
