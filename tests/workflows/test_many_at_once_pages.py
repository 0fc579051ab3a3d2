"""Hundreds of records are a few lines on the page: chosen by class, done with one press, told once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Assignment, Duty, SchoolClass, Staff
from tests.records.pupil_report.models import PupilReport
from tests.school import FIRST_DAY, School, take
from workflows import bulk, bulk_worker, steps
from workflows.models import Approval, BulkRun, Event, Notice
from workflows.states import State, Step

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("without_paper")]
CHOOSE = "/bulk/"


@pytest.fixture
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PupilReport, "needs_file", lambda self, step: False)
    # What the thread beside the request does is done by the request itself.
    monkeypatch.setattr(bulk_worker, "start_once", lambda run, pens: list(bulk.carry_on(run)))


@pytest.fixture
def class_3b(school: School) -> SchoolClass:
    found = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    Assignment.objects.create(
        staff=school.phuc, duty=Duty.HOMEROOM_TEACHER, school_class=found, starts_on=FIRST_DAY
    )
    return found


def reports(school: School, by: Staff, place: SchoolClass, count: int) -> list[Approval]:
    return [
        steps.open_approval(
            PupilReport(pupil=f"Học sinh {number}", comment="Chăm ngoan."),
            by=by,
            school_year=school.year,
            group=school.group,
            school_class=place,
        )
        for number in range(count)
    ]


def at(client: Client, person: Staff) -> Client:
    client.force_login(person, "people.accounts.backend.StaffBackend")
    return client


def act(client: Client, step: Step, note: str = "", **chosen: Any) -> Any:
    """Look at the list, then press the button."""
    address = reverse("bulk_confirm", args=[step])
    page = client.post(address, chosen)
    assert page.status_code == 200, page.content.decode()
    seen = {"fingerprint": page.context["fingerprint"], "key": page.context["key"]}
    return client.post(address, {**chosen, **seen, "confirmed": "1", "note": note})


def fold_of(place: SchoolClass) -> str:
    return f"pupil_report:c{place.pk}"


WAY = ((Step.SUBMIT, "dao"), (Step.REVIEW, "hoa"), (Step.SIGN, "minh"), (Step.LOCK, "thu"))


def brought(school: School, client: Client, count: int, way: int) -> list[Approval]:
    approvals = reports(school, school.dao, school.class_3a, count)
    for step, name in WAY[:way]:
        person = getattr(school, name)
        assert act(at(client, person), step, fold=[fold_of(school.class_3a)]).status_code == 302
    return approvals


def states() -> set[str]:
    return set(Approval.objects.values_list("state", flat=True))


def test_a_class_goes_its_whole_way_in_one_act_at_each_desk(school: School, client: Client) -> None:
    brought(school, client, 35, way=4)
    assert states() == {State.LOCKED}
    act(at(client, school.van), Step.ISSUE, fold=[fold_of(school.class_3a)])
    assert states() == {State.ISSUED}


@pytest.mark.parametrize(("step", "name"), [(Step.SEND_BACK, "minh"), (Step.UNLOCK, "thu")])
def test_returning_and_unlocking_have_a_door_for_many_and_want_a_reason(
    school: School, client: Client, step: Step, name: str
) -> None:
    brought(school, client, 12, way=2 if step == Step.SEND_BACK else 4)
    if step == Step.UNLOCK:
        act(at(client, school.van), Step.ISSUE, fold=[fold_of(school.class_3a)])
    person = at(client, getattr(school, name))
    assert act(person, step, fold=[fold_of(school.class_3a)]).status_code == 422
    answer = act(person, step, note="Sai mẫu phiếu.", fold=[fold_of(school.class_3a)])
    assert answer.status_code == 302
    assert states() == {State.DRAFT}
    remarks = {
        remark.text for event in Event.objects.filter(kind=step) for remark in event.remarks.all()
    }
    assert remarks == {"Sai mẫu phiếu."}


def test_a_reason_for_many_has_an_end(school: School, client: Client) -> None:
    brought(school, client, 2, way=1)
    choice = fold_of(school.class_3a)
    endless = act(at(client, school.hoa), Step.SEND_BACK, note="a" * 4001, fold=[choice])
    assert endless.status_code == 422
    assert [problem.field for problem in endless.context["problems"]] == ["note"]
    assert set(Approval.objects.values_list("state", flat=True)) == {State.SUBMITTED}


def test_nothing_is_ticked_beforehand_and_classes_are_apart(
    school: School, client: Client, class_3b: SchoolClass
) -> None:
    mine = brought(school, client, 20, way=1)
    others = reports(school, school.phuc, class_3b, 20)
    act(at(client, school.phuc), Step.SUBMIT, fold=[fold_of(class_3b)])
    page = at(client, school.hoa).get(CHOOSE).content.decode()
    assert page.count('name="fold"') == 2
    assert "checked" not in page
    sheet = client.get(f"/bulk/review/sheet/?fold={fold_of(class_3b)}").content.decode()
    assert sheet.count('name="record"') == 20
    assert "checked" not in sheet
    act(client, Step.REVIEW, fold=[fold_of(class_3b)])
    for approvals, state in ((mine, State.SUBMITTED), (others, State.REVIEWED)):
        ids = [approval.pk for approval in approvals]
        assert set(Approval.objects.filter(pk__in=ids).values_list("state", flat=True)) == {state}


def test_the_list_can_be_narrowed(school: School, client: Client, class_3b: SchoolClass) -> None:
    brought(school, client, 3, way=1)
    reports(school, school.phuc, class_3b, 3)
    act(at(client, school.phuc), Step.SUBMIT, fold=[fold_of(class_3b)])
    hoa = at(client, school.hoa)
    for query, count in (({}, 2), ({"class": "3B"}, 1), ({"type": "minutes"}, 0)):
        groups = hoa.get(CHOOSE, query).context["groups"]
        assert sum(len(lines) for _step, lines in groups) == count


def test_what_changed_since_it_was_on_the_screen_is_not_signed(
    school: School, client: Client
) -> None:
    approvals = brought(school, client, 5, way=1)
    hoa = at(client, school.hoa)
    address, chosen = "/bulk/review/", {"fold": [fold_of(school.class_3a)]}
    page = hoa.post(address, chosen)
    take(Step.RECALL, approvals[0], school.dao, note="Sửa lại.")
    seen = {"fingerprint": page.context["fingerprint"], "key": page.context["key"]}
    assert hoa.post(address, {**chosen, **seen, "confirmed": "1"}).status_code == 409
    assert not BulkRun.objects.filter(step=Step.REVIEW).exists()


def test_what_was_on_the_screen_stands_in_the_events(school: School, client: Client) -> None:
    brought(school, client, 4, way=2)
    run = BulkRun.objects.get(step=Step.REVIEW)
    assert len(run.selection) == 64
    events = Event.objects.filter(kind=Step.REVIEW)
    assert [run.selection in event.body for event in events] == [True] * 4


def test_a_run_is_told_once_to_each_person(school: School, client: Client) -> None:
    """More than a chunk, so that the counting on is seen as well."""
    brought(school, client, 120, way=1)
    [notice] = Notice.objects.filter(recipient=school.hoa)
    assert notice.records == 120
    assert "120" in notice.sentence
    assert Notice.objects.count() == 1


def test_a_run_of_one_record_is_told_by_its_name(school: School, client: Client) -> None:
    [approval] = brought(school, client, 1, way=1)
    [notice] = Notice.objects.filter(recipient=school.hoa)
    assert notice.approval == approval


def test_what_is_asked_every_second_is_small(school: School, client: Client) -> None:
    brought(school, client, 120, way=1)
    run = BulkRun.objects.get()
    BulkRun.objects.update(finished_at=None, touched_at="2100-01-01T00:00:00Z")
    poll = at(client, school.dao).get(f"/runs/{run.key}/progress/", headers={"HX-Request": "true"})
    assert len(poll.content) <= 2048
    assert "HX-Refresh" not in poll.headers
    BulkRun.objects.update(finished_at="2026-11-23T00:00:00Z")
    assert client.get(f"/runs/{run.key}/progress/").headers["HX-Refresh"] == "true"


@pytest.fixture
def asked(client: Client) -> Callable[[Staff, str], tuple[int, int]]:
    def cost(person: Staff, address: str) -> tuple[int, int]:
        at(client, person)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(queries), len(answer.content)

    return cost


def test_pages_ask_as_often_and_send_as_much_for_many_as_for_few(
    school: School, client: Client, asked: Callable[[Staff, str], tuple[int, int]]
) -> None:
    addresses = ["/", "/?tab=role", "/queue/", CHOOSE]
    addresses.append(f"/bulk/review/?fold={fold_of(school.class_3a)}")
    brought(school, client, 70, way=1)
    few = [asked(school.hoa, address) for address in addresses]
    brought(school, client, 130, way=1)
    many = [asked(school.hoa, address) for address in addresses]
    assert [queries for queries, _size in many] == [queries for queries, _size in few]
    for (_queries, before), (_, after) in zip(few, many, strict=True):
        assert after <= before + 500, "one more notice, no more"
    assert max(size for _queries, size in many) <= 40_000


def test_inbox_and_queue_show_classes_not_pupils(school: School, client: Client) -> None:
    approvals = brought(school, client, 30, way=1)
    for address in ("/?tab=role", "/queue/"):
        page = at(client, school.hoa).get(address).content.decode()
        assert fold_of(school.class_3a) in page
        assert approvals[0].get_absolute_url() not in page


def test_a_chunk_asks_the_database_a_constant_number_of_times(school: School) -> None:
    approvals = [school.minutes().approval for _count in range(50)]
    counts = []
    for few in (approvals[:5], approvals[5:]):
        chosen = [(approval, approval.version) for approval in few]
        run = bulk.open_run(bulk.StepRequest(Step.SUBMIT, school.dao), chosen, key=f"{len(few)}")
        with CaptureQueriesContext(connection) as queries:
            list(bulk.carry_on(run))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_nobody_chooses_what_he_or_she_may_not_see(school: School, client: Client) -> None:
    approvals = brought(school, client, 3, way=1)
    record = str(approvals[0].public_id)
    for person in (school.phuc, school.yen):
        them = at(client, person)
        for chosen in ({"fold": [fold_of(school.class_3a)]}, {"record": [record]}):
            assert them.post("/bulk/review/", chosen).status_code == 404
        assert them.get(f"/bulk/review/sheet/?fold={fold_of(school.class_3a)}").status_code == 404
    for odd in ("", "x", "pupil_report:c", "pupil_report:cx", "pupil_report:c²", ":", "a:b:c"):
        assert at(client, school.hoa).get("/bulk/review/sheet/", {"fold": odd}).status_code == 404


def test_what_lies_in_a_locked_year_is_not_offered(school: School, client: Client) -> None:
    brought(school, client, 2, way=4)
    act(at(client, school.van), Step.ISSUE, fold=[fold_of(school.class_3a)])
    thu = at(client, school.thu)
    assert thu.get(CHOOSE, {"step": "unlock"}).context["groups"]
    school.year.state = "locked"
    school.year.save()
    assert not thu.get(CHOOSE, {"step": "unlock"}).context["groups"]
