"""No page asks the database more than a few questions, whatever it shows and to whom."""

import io
from itertools import chain

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from tests.documents.records.plans import as_if_signed, plan_of
from tests.school import School, take
from tests.workflows.test_strangers import ROOMS, addresses, records
from workflows.loaded import RemarkOn
from workflows.models import Approval
from workflows.states import Step

__all__ = ["records"]  # a fixture: something of everything there is
MOST_QUERIES = 15
# What hands a whole class's results out writes that to the trail as well.
TOLD_TO_THE_TRAIL, MOST_WITH_THE_TRAIL = {"gradebook:slips", "gradebook:export_file"}, 21


@pytest.mark.parametrize("who", ["thu", "van", "dao", "hoa"])
def test_every_page_that_opens_asks_fifteen_questions_at_most(
    school: School, records: list[Approval], who: str
) -> None:
    """Thu the principal, Vân clerk and of the board, Đào a homeroom teacher, Hoa who leads her group."""
    client = Client(raise_request_exception=False)  # the signed file of this test is none
    client.force_login(getattr(school, who))
    client.get("/")
    asked = {}
    for each, _named in chain.from_iterable(addresses(records, room) for room in ROOMS):
        asked[resolve(each[0]).view_name] = max(_queries(client, address) for address in each)
    dear = {page: most for page, most in asked.items() if most > _most(page)}
    assert dear == {}
    assert sum(most > 0 for most in asked.values()) > 20


def _most(page: str) -> int:
    return MOST_WITH_THE_TRAIL if page in TOLD_TO_THE_TRAIL else MOST_QUERIES


def test_a_record_of_many_rounds_asks_no_more_than_that(school: School) -> None:
    """Sent back five times with remarks, each round with its file: for author, leader and principal."""
    plan = plan_of(school, school.dao, subject=school.toan)
    for number in range(6):
        file = as_if_signed(_pdf_of_a_page(number))
        take(Step.SUBMIT, plan.approval, school.dao, prepared=file)
        if number < 5:
            remarks = (RemarkOn("Mục tiêu chưa rõ.", "goals"), RemarkOn("Xem lại phần II."))
            take(Step.SEND_BACK, plan.approval, school.hoa, note="Sửa lại.", remarks=remarks)
    school.substitution(school.hoa, school.nam)
    most = {}
    for name in ("dao", "hoa", "nam", "thu"):
        client = Client()
        client.force_login(getattr(school, name))
        client.get("/")
        for page in ("record", "queued"):
            most[name, page] = _queries(client, reverse(page, args=[plan.approval.public_id]))
    assert min(most.values()) > 0
    assert max(most.values()) <= MOST_QUERIES, most


def _pdf_of_a_page(number: int) -> bytes:
    file = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(595 + number, 842)
    document.save(file)
    return file.getvalue()


def _queries(client: Client, address: str) -> int:
    """How many it asked; none where the page does not open."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return len(asked) if answer.status_code == 200 else 0
