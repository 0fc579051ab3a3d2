"""Every page of people as board, principal and teacher: accessible, self-contained, in Vietnamese."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.models import (
    Assignment,
    Duty,
    Movement,
    Pupil,
    SchoolClass,
    SchoolYear,
    SubstitutionRequest,
)
from people.movements.models import Kind
from people.pupils.acts import read_protected
from people.staffing.acts import ask_for_substitution, grant
from people.years.acts import plan_year
from tests.journeys.visitor import Visitor
from tests.people.incidents.problems_of import problem
from tests.people.privacy.requests_of import data_request
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
# Who sees most sees it in both; everybody's own pages are looked at where room is scarce.
WINDOWS = [("thu", 1280), ("thu", 360), ("van", 360), ("dao", 360)]
# What a teacher is told in words that it is not open to her.
OFFICE = (
    *("/start-of-year/", "/school/", "/years/", "/staff/", "/duties/", "/pupils/new/"),
    *("/imports/", "/exports/", "/accounts/"),
)


@pytest.fixture
def pages(school: School) -> list[str]:
    child = pupil("Nguyễn Thị Hoài An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    starts_on = school.year.ends_on + timedelta(days=90)
    ends_on = starts_on + timedelta(days=268)
    coming = plan_year(
        SchoolYear(name="2027–2028", starts_on=starts_on, ends_on=ends_on), school.van
    )
    here, year = child.get_absolute_url(), f"/years/{school.year.pk}/"
    return [
        "/start-of-year/",
        "/school/",
        "/school/letterheads/new/",
        "/school/subjects/new/",
        "/years/new/",
        f"/years/{coming.pk}/",
        f"{year}teaching/3/",
        f"{year}gaps/",
        f"{year}into/{coming.pk}/",
        "/staff/",
        "/staff/new/",
        "/duties/",
        "/substitutions/",
        "/substitutions/new/",
        "/classes/",
        "/classes/?q=An",
        f"/classes/{school.class_3a.pk}/",
        here,
        f"{here}edit/",
        f"{here}protected/",
        f"{here}readers/",
        f"{here}moves/transfer-out/",
        "/pupils/new/transfer-in/",
        "/imports/",
        "/imports/new/",
        "/exports/",
        "/accounts/",
        "/accounts/check/",
        "/account/",
    ]


@pytest.mark.parametrize("name", ["van", "thu", "dao"])
def test_every_page_of_people_keeps_its_promises(
    school: School, pages: list[str], visit: Visit, name: str
) -> None:
    person = visit(name)
    for path in pages:
        person.opens(path, 403 if name == "dao" and path.startswith(OFFICE) else 200)


def test_a_phone_shows_them_as_well(school: School, pages: list[str], visit: Visit) -> None:
    person = visit("van", viewport={"width": 360, "height": 740})
    for path in pages:
        person.opens(path).fits()
        heading = person.page.locator("h1").first.bounding_box()
        assert heading, path
        assert heading["y"] < 160, f"{path}: the menu pushes the heading down"


def test_the_menu_of_a_phone_is_folded_and_opens_by_keyboard(school: School, visit: Visit) -> None:
    dao = visit("dao", viewport={"width": 360, "height": 740})
    classes = dao.page.get_by_role("link", name="Lớp và học sinh")
    expect(classes).not_to_be_visible()
    dao.page.get_by_text("Menu", exact=True).focus()
    dao.presses("Enter").looks_around()
    expect(classes).to_be_visible()


@pytest.mark.parametrize("name", ["thu", "dao"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_attendance_keeps_its_promises(
    school: School, pages: list[str], visit: Visit, name: str, width: int
) -> None:
    person = visit(name, viewport={"width": width, "height": 740})
    days = f"/classes/{school.class_3a.pk}/attendance/"
    ahead = timezone.localdate() + timedelta(days=1)
    for path in ("/attendance/", days, f"{days}{ahead:%Y-%m}/", f"{days}{ahead.isoformat()}/"):
        person.opens(path).fits()


@pytest.mark.parametrize(("name", "width"), WINDOWS)
def test_every_page_of_problems_and_of_personal_data_keeps_its_promises(
    school: School, pages: list[str], visit: Visit, name: str, width: int
) -> None:
    child = Pupil.objects.get()
    here, office = child.get_absolute_url(), name != "dao"
    reported = problem(school.dao, what="Không mở được trang. " * 20)
    asked = data_request(school, child, asked_on=school.year.starts_on)
    read_protected(child, school.van, "page")
    person = visit(name, viewport={"width": width, "height": 740})
    for path in (
        "/problems/",
        "/problems/new/?at=/pupils/%3Cuuid:pupil%3E/moves/%3Cslug:way%3E/&reference=ABCD-2345",
        reported.get_absolute_url(),
        "/personal-data/?show=all",
        "/personal-data/requests/own/",
        asked.get_absolute_url(),
        "/personal-data/register/",
        "/personal-data/register/print/",
        f"{here}data/",
        f"{here}data/request/",
        *([f"{here}data/copy/"] if office else []),
        *(["/personal-data/readings/"] if name == "thu" else []),
    ):
        person.opens(path).fits()


def substitutions(school: School) -> SubstitutionRequest:
    """One that was granted, and one that still waits; with a long reason."""
    today = timezone.localdate()
    asked = [
        SubstitutionRequest(
            absent=school.dao,
            substitute=school.hoa,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=first + 2),
            reason="Tập huấn chương trình giáo dục phổ thông tại Sở. " * 3,
        )
        for first in (1, 10)
    ]
    for one in asked:
        ask_for_substitution(one, school.dao)
    grant(asked[0], school.thu)
    return asked[1]


@pytest.fixture
def acts(school: School, pages: list[str]) -> dict[str, set[str]]:
    """The pages on which something is done to somebody, and who may open them."""
    child, here = Pupil.objects.get(), Pupil.objects.get().get_absolute_url()
    SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    deputy = Assignment.objects.get(duty=Duty.DEPUTY_LEADER)
    waiting, last = substitutions(school), Movement.objects.get(pupil=child)
    of_class = f"/classes/{school.class_3a.pk}/"
    return {
        f"{of_class}outcomes/": {"thu", "dao"},
        f"{of_class}sizes/": {"thu", "van", "dao"},
        f"{here}moves/class-change/": {"thu", "van", "dao"},
        f"{here}moves/withdrawal/": {"thu", "van", "dao"},
        f"{here}moves/transfer-out/": {"thu", "van", "dao"},
        f"/movements/{last.pk}/reverse/": {"thu"},
        f"/duties/{deputy.pk}/end/": {"thu"},
        "/substitutions/": {"thu", "van", "dao"},
        f"/substitutions/{waiting.pk}/refuse/": {"thu"},
        "/rights/school/": {"thu", "van"},
    }


@pytest.mark.parametrize(("name", "width"), WINDOWS)
def test_every_page_of_acts_keeps_its_promises(
    acts: dict[str, set[str]], visit: Visit, name: str, width: int
) -> None:
    person = visit(name, viewport={"width": width, "height": 740})
    for path, who in acts.items():
        person.opens(path, 200 if name in who else 403).fits()
