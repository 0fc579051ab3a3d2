"""No page asks the database more than a few questions, whatever it shows and to whom."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.school import School
from tests.workflows.test_strangers import addresses, records
from workflows.models import Approval

__all__ = ["records"]  # a fixture: something of everything there is
MOST_QUERIES = 15
# Pages that show a whole record with its way, or compare two whole years, have bounds of their own.
BOUNDS = {"record": 22, "queued": 21, "roll_over": 31}


@pytest.mark.parametrize("who", ["thu", "van", "dao"])
def test_every_page_that_opens_asks_fifteen_questions_at_most(
    school: School, records: list[Approval], who: str
) -> None:
    """Thu the principal, Vân clerk and of the board, Đào a homeroom teacher."""
    client = Client(raise_request_exception=False)  # the signed file of this test is none
    client.force_login(getattr(school, who))
    client.get("/")
    asked: dict[str, int] = defaultdict(int)
    for address, _named in addresses(records):
        page = resolve(address).view_name
        asked[page] = max(asked[page], _queries(client, address))
    dear = {page: most for page, most in asked.items() if most > BOUNDS.get(page, MOST_QUERIES)}
    assert dear == {}
    assert sum(most > 0 for most in asked.values()) > 20


def _queries(client: Client, address: str) -> int:
    """How many it asked; none where the page does not open."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return len(asked) if answer.status_code == 200 else 0
