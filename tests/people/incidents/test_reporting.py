"""A problem is reported from any page: nothing of a pupil travels along, and nothing typed is lost."""

import logging
import re
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import path
from django.utils.translation import override

from config import urls
from people.incidents.reference import is_reference, is_route
from people.models import Incident, Pupil
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"
LINK = re.compile(r'href="(/problems/new/\?at=[^"]*)"')


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil("Nguyễn Thị Hoài An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    return child


def link_on(page: bytes) -> str:
    found = LINK.findall(page.decode())
    assert len(found) == 1
    return found[0].replace("&amp;", "&")


def test_the_kind_of_page_travels_along_and_never_whose_page_it_was(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    answer = client.get(f"{an.get_absolute_url()}?q=Hoài An")
    link = link_on(answer.content)
    assert str(an.public_id) not in link
    page = client.get(link, headers={"user-agent": CHROME})
    hidden = dict(
        re.findall(r'type="hidden" name="(at|reference)" value="([^"]*)"', str(page.content))
    )
    typed = {"what": "Trang không mở.", "kind": "blocks"}
    sent = {**typed, "at": "/pupils/<uuid:pupil>/", "reference": hidden["reference"]}
    assert hidden["at"] == "/pupils/&lt;uuid:pupil&gt;/"
    assert hidden["reference"] == answer.headers["X-Reference"]
    assert client.post("/problems/new/", sent, headers={"user-agent": CHROME}).status_code == 302
    new = Incident.objects.get()
    assert (new.route, new.reference) == ("/pupils/<uuid:pupil>/", hidden["reference"])
    assert (new.by, new.browser) == (school.dao, "Chrome, Windows, 141")


def test_an_address_or_a_reference_made_up_by_hand_is_not_kept(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    for at, reference in (
        (an.get_absolute_url(), "Nguyễn An"),
        (f"/pupils/{an.public_id}/", an.ministry_code or "7912345678"),
        ("https://elsewhere.example/", "ABCD-EFGH; DROP"),
    ):
        sent = {"what": "?", "kind": "idea", "at": at, "reference": reference}
        assert client.post("/problems/new/", sent).status_code == 302
        new = Incident.objects.latest("pk")
        assert (new.route, new.reference) == ("", "")


def test_every_page_has_the_link_the_error_pages_too(
    school: School, client: Client, an: Pupil
) -> None:
    client.force_login(school.dao)
    for address, status in (
        ("/", 200),
        ("/account/", 200),
        ("/problems/new/", 200),
        ("/accounts/", 403),
        ("/nowhere/", 404),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        assert "reference=" in link_on(answer.content)


def test_a_stranger_is_offered_no_form(school: School, client: Client) -> None:
    assert not LINK.findall(client.get("/sign-in/").content.decode())
    assert client.get("/problems/new/").status_code == 302


def test_a_form_with_an_error_loses_nothing(school: School, client: Client) -> None:
    client.force_login(school.dao)
    reference = client.get("/").headers["X-Reference"]
    sent = {"what": "Máy báo lỗi khi ký.", "kind": "nonsense", "at": "", "reference": reference}
    answer = client.post("/problems/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Máy báo lỗi khi ký." in page
    assert f'value="{reference}"' in page
    assert not Incident.objects.exists()
    assert client.post("/problems/new/", {**sent, "what": "  ", "kind": "idea"}).status_code == 422


def test_the_trail_knows_the_number_and_none_of_the_words(school: School, client: Client) -> None:
    client.force_login(school.dao)
    client.post("/problems/new/", {"what": "Em Hoài An bị sai tên.", "kind": "idea"})
    event = Event.objects.latest("sequence")
    assert event.kind == "problem_reported"
    assert str(Incident.objects.get().pk) in event.body
    assert "Hoài An" not in event.body


def breaks(request: object, pupil: int) -> None:
    logging.getLogger("people").warning("on the way")
    raise RuntimeError("of all things")


class Broken:
    """The addresses of Sổ Ký and one that breaks."""

    handler500 = urls.handler500
    urlpatterns = [path("broken/<int:pupil>/", breaks), *urls.urlpatterns]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the server writes to its console, through the handler of the settings."""
    handlers = logging.getLogger().handlers
    console = next(one for one in handlers if type(one) is logging.StreamHandler)
    before = console.setStream(StringIO())
    yield console.stream
    console.setStream(before or sys.stderr)


def test_an_error_stands_in_the_log_under_the_reference_that_the_page_shows(
    school: School, settings: LazySettings, log: StringIO
) -> None:
    settings.ROOT_URLCONF = Broken
    window = Client(raise_request_exception=False)
    window.force_login(school.dao)
    answer = window.get("/broken/7/")
    reference = answer.headers["X-Reference"]
    page = answer.content.decode()
    assert answer.status_code == 500
    assert f"<code>{reference}</code>" in page
    assert "at=/broken/%3Cint%3Apupil%3E/" in page
    assert f"[{reference}] Internal Server Error" in log.getvalue()
    assert f"[{reference}] on the way" in log.getvalue()
    missing = window.get("/nowhere/").headers["X-Reference"]
    assert f"[{missing}] Not Found" in log.getvalue()


def test_only_patterns_of_ours_are_routes() -> None:
    assert is_route("/pupils/<uuid:pupil>/")
    assert is_route("/lesson-plans/<uuid:public_id>/edit/")
    assert not is_route("/pupils/6f0c2a4e-0000-4000-8000-000000000000/")
    assert is_route("/")
    assert not is_route("")


def test_each_answer_has_a_reference_of_its_own(school: School, client: Client) -> None:
    references = {client.get("/sign-in/").headers["X-Reference"] for _time in range(5)}
    assert len(references) == 5
    assert all(map(is_reference, references))


def test_what_was_reported_says_when_the_answer_comes(school: School, client: Client) -> None:
    client.force_login(school.dao)
    sent = {"what": "Không in được.", "kind": "hinders"}
    with override("en"):
        answer = client.post("/problems/new/", sent, follow=True)
    assert "26/11/2026" in answer.content.decode()
