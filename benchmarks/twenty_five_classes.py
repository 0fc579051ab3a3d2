"""A school of 25 classes to measure in: who teaches what, sheets and books, and one PIN for many records."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from people.models import Assignment, SchoolClass, Staff
    from tests.school import School

CLASSES, PUPILS = 25, 32
PIN = "274916"
OWN, OTHERS = ("TV", "TOAN", "DD", "TNXH", "HDTN"), ("NN1", "TH", "CN", "GDTC", "AN", "MT")


def phase(label: str, records: Sequence[Any], work: Callable[[], object]) -> tuple[str, ...]:
    """A line of the table: seconds of all processes, and on the clock. The work may fill `records`."""
    from django.db import connection

    asked = 0

    def count(execute: Callable[..., Any], *sent: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*sent)

    with connection.execute_wrapper(count):
        began, cpu = time.perf_counter(), _cpu()
        work()
        took, cpu = time.perf_counter() - began, _cpu() - cpu
    number = len(records)
    each = f"{1000 * cpu / number:.1f}", f"{asked / number:.1f}"
    return (label, str(number), f"{cpu:.2f}", f"{took:.2f}", *each)


def _cpu() -> float:
    """Of this process, of those that have ended, and of those that go on beside it."""
    times = os.times()
    beside = sum(_cpu_of(process.pid) for process in multiprocessing.active_children())
    return times.user + times.system + times.children_user + times.children_system + beside


def _cpu_of(pid: int | None) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_memory() -> float:
    """Megabytes of this process and of those beside it, each at its highest."""
    pids = ["self", *(process.pid for process in multiprocessing.active_children())]
    lines = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(text.partition("VmHWM:")[2].split()[0]) for text in lines) / 1000


def lay_out(
    school: "School", moment: str = "end_first"
) -> tuple[Any, list["SchoolClass"], list["Assignment"]]:
    """Classes of grade 3 with a homeroom teacher each; six teachers go from class to class."""
    from people.models import Assignment, Duty, Staff
    from tests.documents.records.sheets import open_period
    from tests.school import give_keys

    today, subjects = _today(), _subjects()
    period = open_period(school, moment, opens_on=today, closes_on=today)
    Assignment.objects.filter(duty__in=(Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER)).delete()
    going = {
        code: Staff.objects.create_user(f"gv-{code}", "x", f"Lê Văn {code}", group=school.group)
        for code in OTHERS
    }
    classes, people = _classes(school), list(going.values())
    for number, place in enumerate(classes):
        own = Staff.objects.create_user(
            f"cn{number}", "x", f"Trần Thị {number}", group=school.group
        )
        held = [(own, None), *((own, subjects[code]) for code in OWN)]
        _assign(place, [*held, *((going[code], subjects[code]) for code in OTHERS)], school)
        pupils_in(place, school)
        people.append(own)
    give_keys(school, [*people, school.hoa, school.minh, school.thu], PIN)
    rows = Assignment.objects.filter(school_class__in=classes)
    return period, classes, list(rows.select_related("staff", "subject", "school_class"))


def _classes(school: "School") -> list["SchoolClass"]:
    from people.models import SchoolClass

    names = [f"3{chr(65 + number)}" for number in range(CLASSES)]
    facts = {"year": school.year, "defaults": {"grade": 3}}
    return [SchoolClass.objects.get_or_create(name=name, **facts)[0] for name in names]


def _subjects() -> dict[str, Any]:
    from documents.assessment.rules.programme_2018 import title_of
    from people.models import Subject

    for code in (*OWN, *OTHERS):
        Subject.objects.get_or_create(code=code, defaults={"name": title_of(code), "grades": [3]})
    return {subject.code: subject for subject in Subject.objects.all()}


def _assign(place: "SchoolClass", held: Iterable[tuple["Staff", Any]], school: "School") -> None:
    from people.models import Assignment, Duty

    for who, subject in held:
        duty = Duty.SUBJECT_TEACHER if subject else Duty.HOMEROOM_TEACHER
        facts = {"school_class": place, "subject": subject, "starts_on": school.year.starts_on}
        Assignment.objects.create(staff=who, duty=duty, **facts)


def pupils_in(place: "SchoolClass", school: "School") -> None:
    from people.movements.models import Kind
    from tests.people.pupils_of import move, pupil

    for number in range(PUPILS):
        child = pupil(f"Nguyễn Hoàng {chr(65 + number % 26)}nh")
        move(child, Kind.ADMISSION, place, school.van, on=school.year.starts_on)


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def begun(school: "School", period: Any, posts: Iterable["Assignment"]) -> list[Any]:
    from tests.documents.records.sheets import sheet_of

    facts = {"group": school.group}
    return [
        sheet_of(school, period, post.staff, post.subject, school_class=post.school_class, **facts)
        for post in posts
    ]


def fill_all(sheets: Iterable[Any]) -> None:
    from tests.documents.records.sheets import fill

    for sheet in sheets:
        fill(sheet, sheet.approval.author)


def books_of(school: "School", period: Any, classes: Iterable["SchoolClass"]) -> list[Any]:
    from documents.records.gradebook.models import Gradebook
    from people.models import Assignment, Duty
    from workflows import steps

    found = []
    for place in classes:
        by = Assignment.objects.get(duty=Duty.HOMEROOM_TEACHER, school_class=place).staff
        book = Gradebook()
        places = {"school_class": place, "group": school.group, "period": period}
        steps.open_approval(book, by=by, school_year=school.year, **places)
        found.append(book)
    return found


def by_author(records: Iterable[Any]) -> list[tuple["Staff", list[Any]]]:
    found: dict[Any, list[Any]] = {}
    for record in records:
        found.setdefault(record.approval.author, []).append(record)
    return list(found.items())


def pass_on(step: str, work: Sequence[tuple["Staff", list[Any]]]) -> None:
    """Each person with one PIN, as the page of many at once does."""
    from workflows import bulk, bulk_worker
    from workflows.loaded import StepRequest, load_record
    from workflows.models import Approval
    from workflows.pens import open_pens
    from workflows.states import Step

    for by, records in work:
        rows = list(Approval.objects.filter(pk__in=[record.pk for record in records]))
        if step == "submit":
            for row in rows:
                load_record(row)  # what a draft says follows what it is made of
        pens = open_pens([rows[0].record_type], by, PIN, Step(step))
        run = bulk.open_run(
            StepRequest(Step(step), by),
            [(row, row.version) for row in rows],
            key=f"{step}-{by.pk}-{rows[0].pk}",
        )
        for _settled in bulk_worker.carry_on(run, pens):
            pass
        refused = run.items.filter(outcome="refused").first()
        if refused:
            raise RuntimeError(f"{refused.approval}: {refused.reason}")
