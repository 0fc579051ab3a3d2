"""Eight hundred signed records of 25 classes, class by class through the pages: submitted, reviewed,
signed, locked and sealed; what each desk takes, sends, asks and tells.
"""

import re
import time
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from django.test import Client

CLASSES, PUPILS = 25, 32
PIN = "274916"
BACKEND = "people.accounts.backend.StaffBackend"


def main() -> None:
    school = open_school()
    from workflows.models import Approval, Notice
    from workflows.states import Step

    places = _classes(school)
    _reports(school, places)
    rows = [_desk("submit, by 25 people", Step.SUBMIT, [(who, [place]) for who, place in places])]
    everything = [place for _who, place in places]
    for step, who in (
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    ):
        rows.append(_desk(step.value, step, [(who, everything)]))
    head = ("desk", "s", "ms a record", "kB: choose, confirm, poll, result", "notices")
    print(table(head, rows))
    states = sorted(set(Approval.objects.values_list("state", flat=True)))
    print(
        f"{Approval.objects.count()} records are {states}; {Notice.objects.count()} notices in all"
    )


def _desk(label: str, step: Any, work: list[tuple[Any, list[Any]]]) -> tuple[str, ...]:
    from workflows.models import Notice

    before, began, sizes = Notice.objects.count(), time.perf_counter(), [0, 0, 0, 0]
    for who, places in work:
        sizes = [max(pair) for pair in zip(sizes, _press(step, who, places), strict=True)]
    took = time.perf_counter() - began
    return (
        label,
        f"{took:.1f}",
        f"{1000 * took / (CLASSES * PUPILS):.0f}",
        ", ".join(f"{size / 1000:.1f}" for size in sizes),
        str(Notice.objects.count() - before),
    )


def _press(step: Any, who: Any, places: list[Any]) -> list[int]:
    """Choose, look, one PIN, wait for the end. What each page weighs."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(who, BACKEND)
    chosen = {"fold": [f"pupil_report:c{place.pk}" for place in places]}
    choose = client.get("/bulk/")
    confirm = client.post(f"/bulk/{step}/", chosen)
    text = confirm.content.decode()
    seen = {name: _hidden(text, name) for name in ("key", "fingerprint")}
    done = client.post(f"/bulk/{step}/", {**chosen, **seen, "confirmed": "1", "pin": PIN})
    if done.status_code != 302:
        raise RuntimeError(re.sub(r"<[^>]*>", " ", done.content.decode())[-800:])
    poll = _wait(client, done.headers["Location"])
    result = client.get(done.headers["Location"])
    return [len(page.content) for page in (choose, confirm, poll, result)]


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([0-9a-f]+)"', page)
    return found[1] if found else ""


def _wait(client: "Client", run: str) -> Any:
    while True:
        poll = client.get(f"{run}progress/")
        if "HX-Refresh" in poll.headers:
            return poll
        time.sleep(0.2)


def _classes(school: Any) -> list[tuple[Any, Any]]:
    """Each with a homeroom teacher of its own, all in one group; everybody has a key."""
    from documents import signing
    from people.models import Assignment, Duty, SchoolClass, Staff
    from tests.school import FIRST_DAY, give_keys

    found = []
    for number in range(CLASSES):
        name = f"{number % 5 + 1}{'ABCDE'[number // 5]}"
        place, _new = SchoolClass.objects.get_or_create(
            year=school.year, name=name, defaults={"grade": number % 5 + 1}
        )
        Assignment.objects.filter(school_class=place, duty=Duty.HOMEROOM_TEACHER).delete()
        who = Staff.objects.create_user(f"gv{number}", "x", f"Lê Thị {name}", group=school.group)
        Assignment.objects.create(
            staff=who, duty=Duty.HOMEROOM_TEACHER, school_class=place, starts_on=FIRST_DAY
        )
        found.append((who, place))
    give_keys(school, [*(who for who, _place in found), school.hoa, school.minh, school.thu], PIN)
    seal = signing.Registration(staff=school.van, is_seal=True, evidence="Quyết định số 1.")
    signing.keys.make(signing.register(seal, school.thu), PIN)
    return found


def _reports(school: Any, places: list[tuple[Any, Any]]) -> None:
    from tests.records.pupil_report.models import PupilReport
    from workflows import steps

    for who, place in places:
        for number in range(PUPILS):
            report = PupilReport(pupil=f"Học sinh {number + 1}", comment="Chăm ngoan, tiến bộ.")
            steps.open_approval(
                report,
                by=who,
                school_year=school.year,
                group=school.group,
                school_class=place,
            )


if __name__ == "__main__":
    main()
