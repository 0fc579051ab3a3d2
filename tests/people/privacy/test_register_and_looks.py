"""The register of processing, and who looked at protected data in the whole school."""

import io
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from people.models import Duty, Pupil, Reading
from people.privacy import processing
from people.pupils.acts import read_protected
from tests.people.pupils_of import pupil
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
MOST_QUERIES = 15


def rows_of(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_who_reads_is_taken_from_the_acts() -> None:
    read_by = {one.name: set(one.readers) for one in processing.in_force()}
    assert Duty.SUBJECT_TEACHER in read_by["profile"]
    assert Duty.SUBJECT_TEACHER not in read_by["protected_required"]
    assert Duty.RECORDS_BOARD not in read_by["protected_voluntary"]
    assert all(read_by.values())


def test_every_kind_of_data_says_everything() -> None:
    for one in processing.in_force():
        for part in ("title", "data", "purpose", "ground", "source", "given_to", "retention",
                     "safeguards"):  # fmt: skip
            assert str(getattr(one, part)).strip(), (one.name, part)


def test_what_is_no_longer_processed_is_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    now = processing.in_force()[0]
    old = replace(now, name="old", since=date(2025, 1, 1), until=date(2025, 12, 31))
    monkeypatch.setitem(processing._register._declared, "old", old)
    assert old in processing.in_force(date(2025, 6, 1))
    assert old not in processing.in_force(date(2026, 6, 1))
    assert len(processing.in_force(date(2025, 6, 1))) == 1


def test_the_register_is_a_page_a_paper_and_a_spreadsheet(school: School, client: Client) -> None:
    client.force_login(school.dao)
    for address in ("/personal-data/register/", "/personal-data/register/print/"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        assert len(queries) <= MOST_QUERIES
        assert page.count('<dl class="facts">') == len(processing.in_force())
    rows = rows_of(client.get("/personal-data/register/export/").content)
    assert len(rows) == 1 + len(processing.in_force())
    assert all(len(row) == 11 and all(row) for row in rows)


@pytest.fixture
def looks(school: School, an: Pupil) -> Pupil:
    """Đào looked in October and November, Vân in November at another pupil."""
    other = pupil("Lý Văn Khác")
    with time_machine.travel("2026-10-31T23:30:00+07:00"):
        read_protected(an, school.dao, Reading.Purpose.PAGE)
    with time_machine.travel("2026-11-01T00:30:00+07:00"):
        read_protected(an, school.dao, Reading.Purpose.CHANGE)
        read_protected(other, school.van, Reading.Purpose.EXPORT)
    return an


def shown_to(client: Client, address: str) -> list[str]:
    page = client.get(address).context["page"]
    return [f"{one.by.username} {one.pupil.given_name}" for one in page]


def test_the_principal_sees_who_looked_filtered_by_person_and_month(
    school: School, client: Client, looks: Pupil
) -> None:
    client.force_login(school.thu)
    address = "/personal-data/readings/"
    assert shown_to(client, address) == ["van Khác", "dao An", "dao An"]
    assert shown_to(client, f"{address}?who={school.dao.pk}") == ["dao An", "dao An"]
    assert shown_to(client, f"{address}?month=2026-11") == ["van Khác", "dao An"]
    assert shown_to(client, f"{address}?month=2026-10&who={school.dao.pk}") == ["dao An"]
    assert shown_to(client, f"{address}?month=2026-12") == []
    for strange in ("who=abc", "month=2026-13", "who=99999999999999999999", "who=²&month=x"):
        assert client.get(f"{address}?{strange}").status_code == 200
    assert client.get(address).context["months"] == [date(2026, 11, 1), date(2026, 10, 1)]


def test_nobody_else_sees_it(school: School, client: Client, looks: Pupil) -> None:
    for person in (school.dao, school.minh, school.van, school.nam):
        client.force_login(person)
        assert client.get("/personal-data/readings/").status_code == 403
        assert client.post("/personal-data/readings/export/").status_code == 403


def test_it_is_taken_out_as_filtered_and_the_trail_knows(
    school: School, client: Client, looks: Pupil
) -> None:
    client.force_login(school.thu)
    address = "/personal-data/readings/export/"
    assert client.get(address).status_code == 405
    rows = rows_of(client.post(address, {"who": school.dao.pk, "month": "2026-11"}).content)
    assert len(rows) == 2
    assert rows[1][1:3] == ["Lê Thị Đào", "Nguyễn Thị Hoài An"]
    event = Event.objects.latest("sequence")
    assert event.kind == "readings_exported"
    assert "Đào" not in event.body


def test_three_thousand_looks_cost_what_three_do(
    school: School, client: Client, looks: Pupil
) -> None:
    client.force_login(school.thu)
    costs = []
    for number in (0, 3000):
        Reading.objects.bulk_create(
            Reading(pupil=looks, by=school.dao, purpose="page") for _time in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/personal-data/readings/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= MOST_QUERIES


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "1999-12", "2026-13"])
def test_a_month_that_no_clock_can_tell_is_none(school: School, client: Client, month: str) -> None:
    client.force_login(school.thu)
    assert client.get("/personal-data/readings/", {"month": month}).status_code == 200
    assert client.post("/personal-data/readings/export/", {"month": month}).status_code == 200
