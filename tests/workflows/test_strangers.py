"""Who has no duty with a record learns nothing of it at any address, and changes nothing."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from documents import archive, signing
from documents.assessment.models import AnotherTest, BankSentence, ExportLayout
from documents.models import Registration, SignedFile
from documents.records.lesson_plan.models import LessonPlan
from documents.records.score_sheet.models import ScoreSheet
from documents.records.transcript.models import ClassPackage
from people.models import (
    AccountCheck,
    AssessmentPeriod,
    Assignment,
    DataRequest,
    Duty,
    FailedTry,
    Incident,
    Movement,
    Pupil,
    Reset,
    SchoolClass,
    SchoolYear,
    SignedIn,
    Staff,
    Subject,
    Substitution,
    SubstitutionRequest,
)
from people.movements.models import Kind
from tests.documents.records.plans import as_if_signed, plan_of
from tests.documents.records.sheets import open_period, sheet_of, typed
from tests.people.incidents.problems_of import problem
from tests.people.privacy.requests_of import data_request
from tests.people.pupils_of import move, pupil
from tests.school import School, take
from workflows import bulk
from workflows.loaded import StepRequest
from workflows.models import Approval, BulkRun, Event, Opening
from workflows.states import Step

pytestmark = pytest.mark.both_databases

SECRET = "Bí mật của tổ Ba"
# What names a record or a person: to be told apart from a page that is everybody's.
NAMING = {
    "public_id", "key", "sequence", "registration", "staff", "assignment", "asked", "substitution",
    "school_class", "pupil", "movement", "year", "old", "check", "reset", "problem",
    "asking", "opening", "test", "sentence", "package",
}  # fmt: skip
# Signing out is for everybody, and would end the walk.
FOR_EVERYBODY = {"sign_out", "verify", "verify_paper"}


@pytest.fixture
def records(school: School, settings: LazySettings, tmp_path: Any) -> list[Approval]:
    """Something of everything: drafts, minutes and a book on their way, a signed plan, a bulk run."""
    settings.SOKY_ARCHIVE = tmp_path / "archive"
    register_a_key(school)
    people_of(school)
    accounts_of(school)
    problem(school.dao, what=SECRET)
    data_request(school, Pupil.objects.earliest("pk"), what=SECRET)
    draft = school.minutes(text=SECRET).approval
    minutes = school.minutes(text=SECRET)
    minutes.subject = f"Biên bản. {SECRET}"
    minutes.save()
    book = school.class_book()
    book.name = SECRET
    book.save()
    plan = lesson_plan(school)
    for approval in (minutes.approval, book.approval):
        take(Step.SUBMIT, approval, school.dao)
    file = as_if_signed(f"%PDF-1.7 {SECRET}".encode())
    take(Step.SUBMIT, plan.approval, school.dao, prepared=file)
    seen = Approval.objects.get(pk=minutes.pk).version
    bulk.take_many(StepRequest(Step.SIGN, school.minh), [(minutes.approval, seen)], key="thay-Minh")
    sheet = score_sheet(school).approval
    ExportLayout.objects.create(name="Sở", columns=[["Họ tên", "full_name"]], by=school.thu)
    versions = {"revision": 1, "round": 1}
    Opening.objects.create(approval=plan.approval, asked_by=school.dao, reason=SECRET, **versions)
    plans = [plan.approval, lesson_plan(school).approval]
    return [draft, minutes.approval, book.approval, *plans, sheet]


def register_a_key(school: School) -> None:
    """Đào may make a key; what the board saw of her is nobody else's business."""
    evidence = {"evidence": SECRET, "evidence_sha256": archive.put(f"%PDF-1.7 {SECRET}".encode())}
    signing.register(Registration(staff=school.dao, **evidence), school.van)


def people_of(school: School) -> None:
    """A pupil with a past, a coming year, somebody who stands in and somebody who asks for it."""
    child = pupil(f"Nguyễn {SECRET}", born_on=date(2018, 5, 1))
    child.residence = SECRET
    child.save()
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    gone = pupil(f"Trần {SECRET}", born_on=date(2018, 6, 1))
    move(gone, Kind.ADMISSION, school.class_3a, by=school.van)
    move(gone, Kind.TRANSFER_OUT, None, by=school.van, other_school=SECRET, reason=SECRET)
    SchoolYear.objects.create(
        name="2027–2028", starts_on=date(2027, 9, 6), ends_on=date(2028, 5, 31)
    )
    school.substitution(school.hoa, school.nam, starts_on=date(2027, 1, 4))
    SubstitutionRequest.objects.create(
        absent=school.minh,
        substitute=school.ngoc,
        starts_on=date(2027, 2, 1),
        ends_on=date(2027, 2, 5),
        reason=SECRET,
        asked_by=school.minh,
    )


def accounts_of(school: School) -> None:
    """Somebody's password is to be reset, and all accounts were checked."""
    Reset.objects.create(staff=school.minh, kind="password", reason=SECRET, asked_by=school.van)
    AccountCheck.objects.create(by=school.thu)


def lesson_plan(school: School) -> LessonPlan:
    parts = dict.fromkeys(("lesson", "goals", "materials", "activities"), SECRET)
    return plan_of(school, school.dao, **parts)


def score_sheet(school: School) -> ScoreSheet:
    """Begun, with a comment and a sentence of his own that are nobody else's business yet."""
    sheet = sheet_of(school, open_period(school), school.nam, school.toan)
    child = Pupil.objects.earliest("pk")
    typed(sheet, school.nam, {child: {"comment": SECRET}})
    BankSentence.objects.create(owner=school.nam, about="TOAN", level="T", text=SECRET)
    AnotherTest.objects.create(
        approval=sheet.approval, pupil=child, reason=SECRET, proposed_by=school.nam
    )
    ClassPackage.objects.create(
        school_class=school.class_3a,
        message_id=uuid4(),
        files="f" * 64,
        part=1,
        sha256=archive.put(SECRET.encode()),
        transcripts=1,
        by=school.van,
    )
    return sheet


def addresses(records: list[Approval], room: str) -> Iterator[tuple[list[str], bool]]:
    """Of each pattern of this room all addresses with everything real that fits; and whether they
    name a record.
    """
    fitting: dict[str, list[Any]] = {
        "public_id": [*(approval.public_id for approval in records), uuid4()],
        "step": [*Step.values, "nonsense"],
        "sha256": [*SignedFile.objects.values_list("sha256", flat=True), "0" * 64],
        "number": [1],
        "subject": [school_subject.pk for school_subject in Subject.objects.all()],
        "layout": list(ExportLayout.objects.values_list("pk", flat=True)),
        "period": list(AssessmentPeriod.objects.values_list("pk", flat=True)),
        "opening": list(Opening.objects.values_list("pk", flat=True)),
        "package": list(ClassPackage.objects.values_list("pk", flat=True)),
        "test": list(AnotherTest.objects.values_list("pk", flat=True)),
        "act": ["grant", "refuse", "nonsense"],
        "sequence": list(Event.objects.values_list("sequence", flat=True)),
        "key": list(BulkRun.objects.values_list("key", flat=True)),
        "registration": list(Registration.objects.values_list("pk", flat=True)),
        "table": ["groups", "classes"],
        "row": [1],
        "year": [SchoolYear.objects.earliest("starts_on").pk],
        "old": [SchoolYear.objects.earliest("starts_on").pk],
        "new": [SchoolYear.objects.latest("starts_on").pk],
        "name": ["year_closing", "nonsense"],
        "grade": [3],
        "staff": [Staff.objects.get(username="dao").pk],
        "assignment": [Assignment.objects.get(duty=Duty.CLERK).pk],
        "asked": list(SubstitutionRequest.objects.values_list("pk", flat=True)),
        "substitution": list(Substitution.objects.values_list("pk", flat=True)),
        "school_class": list(SchoolClass.objects.values_list("pk", flat=True)),
        "pupil": [*Pupil.objects.values_list("public_id", flat=True), uuid4()],
        "way": ["admission", "transfer-out", "return"],
        "movement": list(Movement.objects.values_list("pk", flat=True)),
        "check": list(AccountCheck.objects.values_list("pk", flat=True)),
        "reset": list(Reset.objects.values_list("pk", flat=True)),
        "kind": ["password", "nonsense"],
        "problem": list(Incident.objects.values_list("pk", flat=True)),
        "move": ["answer", "confirm", "hand_up", "refuse", "withdraw", "nonsense"],
        "sentence": list(BankSentence.objects.values_list("pk", flat=True)),
        "asking": list(DataRequest.objects.values_list("pk", flat=True)),
        "on": [date(2026, 11, 20)],
        "month": [date(2026, 11, 1)],
        "slug": ["dang-nhap", "nonsense"],
    }
    for name, pattern in patterns(get_resolver().url_patterns):
        arguments = list(pattern.pattern.converters)
        assert set(arguments) <= set(fitting), f"{name}: tell this test what fits there"
        if room_of(pattern) == room:
            chosen = product(*(fitting[argument] for argument in arguments))
            yield (
                [reverse(name, kwargs=dict(zip(arguments, each, strict=True))) for each in chosen],
                bool(NAMING & set(arguments)),
            )


def patterns(
    listed: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in listed:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern.url_patterns, inner)
        elif pattern.name not in FOR_EVERYBODY:
            yield f"{space}{pattern.name}", pattern


def room_of(pattern: URLPattern) -> str:
    return pattern.callback.__module__.partition(".")[0]


ROOMS = sorted({room_of(pattern) for _name, pattern in patterns(get_resolver().url_patterns)})


def everything_stored() -> dict[str, list[Any]]:
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=str)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "sessions" and model not in {SignedIn, FailedTry}
    }


def form(approval: Approval) -> dict[str, Any]:
    """What somebody would send who has seen the page of this record over a shoulder."""
    return {
        "seen": approval.version,
        "key": uuid4().hex,
        "note": "Để tôi.",
        "record": str(approval.public_id),
        "public_id": str(approval.public_id),
    }


def walk(client: Client, records: list[Approval], room: str) -> Iterator[tuple[str, Any, bool]]:
    """Look at every address and send every address the form."""
    for each, names_a_record in list(addresses(records, room)):
        for address in each:
            for method in (client.get, client.post):
                yield (
                    f"{method.__name__} {address}",
                    method(address, form(records[2])),
                    names_a_record,
                )


def walk_by_other_methods(
    client: Client, records: list[Approval], room: str
) -> Iterator[tuple[str, Any]]:
    """No view has these: what an address names is not looked at, so one of each pattern will do."""
    for each, _names_a_record in list(addresses(records, room)):
        for method in (client.put, client.patch, client.delete):
            yield f"{method.__name__} {each[0]}", method(each[0])


def body(response: Any) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode(errors="replace") + str(response.headers)


@pytest.fixture(params=["a clerk's guest", "a teacher of another group"])
def stranger(request: pytest.FixtureRequest, school: School, client: Client) -> Client:
    guest = Staff.objects.create_user("khoi", "mat-khau", "Trần Minh Khôi", address="thầy")
    client.force_login(guest if request.param == "a clerk's guest" else school.phuc)
    return client


@pytest.mark.parametrize("room", ROOMS)
def test_t15_a_person_without_a_duty_learns_nothing_and_changes_nothing_anywhere(
    records: list[Approval], stranger: Client, room: str
) -> None:
    before = everything_stored()
    for asked, response, names_a_record in walk(stranger, records, room):
        assert SECRET not in body(response), asked
        if names_a_record:
            assert response.status_code in {403, 404, 405}, asked
        else:
            assert response.status_code in {200, 302, 403, 404, 405, 422}, asked
    assert everything_stored() == before


@pytest.mark.parametrize("room", ROOMS)
def test_t15_there_is_no_way_in_by_another_method(
    records: list[Approval], stranger: Client, room: str
) -> None:
    before = everything_stored()
    for asked, response in walk_by_other_methods(stranger, records, room):
        assert "/sign-in/" in asked or response.status_code in {403, 405}, asked
        assert SECRET not in body(response), asked
    assert everything_stored() == before


@pytest.mark.parametrize("room", ROOMS)
def test_t15_nobody_signed_in_is_asked_who_it_is_everywhere(
    records: list[Approval], client: Client, room: str
) -> None:
    before = everything_stored()
    for asked, response, _names_a_record in walk(client, records, room):
        assert SECRET not in body(response), asked
        open_to_all = "/sign-in/" in asked
        assert open_to_all or response.status_code in {302, 401}, asked
    for asked, response in walk_by_other_methods(client, records, room):
        assert "/sign-in/" in asked or response.status_code == 302, asked
    assert everything_stored() == before


@pytest.mark.parametrize(("room", "told"), [("documents", 4), ("people", 4), ("workflows", 4)])
def test_the_principal_sees_them_so_that_the_walk_proves_something(
    school: School, records: list[Approval], room: str, told: int
) -> None:
    window = Client(raise_request_exception=False)  # the signed file of this test is none
    window.force_login(school.thu)
    answers = [
        body(window.get(address)) for each, _named in addresses(records, room) for address in each
    ]
    assert sum(SECRET in answer for answer in answers) >= told
