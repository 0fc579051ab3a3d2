"""A school's year: transcripts of 25 classes from their locked books through five desks to the seal."""

import random
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import table
from benchmarks.school import open_school
from benchmarks.signing import by_the_manual
from benchmarks.twenty_five_classes import (
    PIN,
    begun,
    books_of,
    by_author,
    fill_all,
    lay_out,
    pass_on,
    peak_memory,
    phase,
)

if TYPE_CHECKING:
    from people.models import SchoolClass
    from tests.school import School

_SENTENCES = (
    "Em đọc to, rõ ràng, trôi chảy, hiểu nội dung bài.",
    "Biết vận dụng kiến thức vào thực tế.",
    "Tích cực tham gia các hoạt động của lớp.",
    "Cần rèn thêm chữ viết và cách trình bày.",
    "Có nhiều tiến bộ so với học kì trước.",
    "Mạnh dạn trao đổi, hợp tác tốt với bạn.",
)
FIELDS = ("author", "group_leader", "vice_principal", "principal", "clerk")
NAIVE = 20
DESKS = ("group leader", "vice principal", "principal", "clerk")


def main() -> None:
    from django.conf import settings

    school = open_school()
    classes = _closed_year(school)
    before = _bytes_in(settings.SOKY_ARCHIVE)
    transcripts: list[Any] = []
    rows = [
        phase("draw up", transcripts, lambda: transcripts.extend(_drawn_up(school, classes))),
        phase(
            "sign as homeroom teacher",
            transcripts,
            lambda: pass_on("submit", by_author(transcripts)),
        ),
    ]
    holders = (
        ("review", school.hoa),
        ("sign", school.minh),
        ("lock", school.thu),
        ("issue", school.van),
    )
    for (step, who), desk in zip(holders, DESKS, strict=True):
        rows.append(
            phase(desk, transcripts, lambda each=step, by=who: pass_on(each, [(by, transcripts)]))
        )
    print(table(("what", "n", "CPU s", "s", "ms CPU each", "queries each"), rows))
    each = _print_sums(rows, len(transcripts), _bytes_in(settings.SOKY_ARCHIVE) - before)
    naive = _naive(school, transcripts[:NAIVE])
    print(
        f"one after the other by the libraries alone: {naive:.0f} ms each, {naive / each:.1f} times ours"
    )


def _print_sums(rows: Iterable[tuple[str, ...]], number: int, kept: int) -> float:
    """Milliseconds of CPU for each."""
    cpu, took = (sum(float(row[place]) for row in rows) for place in (2, 3))
    print(
        f"in all {cpu:.1f} s of CPU ({1000 * cpu / number:.1f} ms each), {took:.1f} s on the clock"
    )
    print(f"kept: {kept / number / 1000:.0f} MB per 1,000; peak memory {peak_memory():.0f} MB")
    return 1000 * cpu / number


def _naive(school: "School", transcripts: Iterable[Any]) -> float:
    """One WeasyPrint and five plain pyHanko calls for each, no workflow; milliseconds of CPU."""
    from documents import rendering, signing
    from documents.signing import open_pen

    key, papers = open_pen(school.thu, PIN), list(transcripts)
    began = time.process_time()
    for transcript in papers:
        context = {"school": {"name": "TH"}, **transcript.print_context()}
        pdf = signing.prepare(rendering.render(transcript.print_template, context), FIELDS)
        for field in FIELDS:
            pdf = by_the_manual(pdf, key, with_proof=True, field=field)()
    return 1000 * (time.process_time() - began) / len(papers)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def _closed_year(school: "School") -> list["SchoolClass"]:
    """Every sheet confirmed, every book of the year locked, everything known of every pupil."""
    period, classes, posts = lay_out(school, "end_of_year")
    sheets = begun(school, period, posts)
    fill_all(sheets)
    _write_comments()
    pass_on("submit", by_author(sheets))
    books = books_of(school, period, classes)
    pass_on("submit", by_author(books))
    for step, who in (("review", school.hoa), ("sign", school.minh), ("lock", school.thu)):
        pass_on(step, [(who, books)])
    _complete_pupils(school)
    _name_school(school)
    _give_seal(school)
    return classes


def _write_comments() -> None:
    """No two are alike: every text of every pupil has to be set anew."""
    from documents.assessment.models import PupilResults

    chance, rows = random.Random(27), list(PupilResults.objects.all())
    for row in rows:
        for code, value in row.values.items():
            if isinstance(value, str) and len(value) > 1:
                sentences = chance.sample(_SENTENCES, chance.randint(1, 2))
                row.values[code] = f"{' '.join(sentences)} ({row.pk})"
    PupilResults.objects.bulk_update(rows, ["values"], batch_size=500)


def _complete_pupils(school: "School") -> None:
    from people.models import Guardian, Measurement, ProtectedFacts, Pupil

    pupils, day = list(Pupil.objects.all()), school.year.starts_on + timedelta(days=30)
    Pupil.objects.update(birth_place="Cần Giuộc", home_place="Tân Tập", residence="Ấp 2, Tân Tập")
    ProtectedFacts.objects.bulk_create(
        ProtectedFacts(pupil=each, ethnicity="Kinh") for each in pupils
    )
    Guardian.objects.bulk_create(
        Guardian(pupil=each, relation="mother", full_name="Lê Thị Mai") for each in pupils
    )
    Measurement.objects.bulk_create(
        Measurement(pupil=each, on=day, height="128.5", weight="25.0", by=school.van)
        for each in pupils
    )


def _name_school(school: "School") -> None:
    """What the digital transcript wants to know beside the pupil."""
    from people.models import Letterhead, Pupil, Staff

    Letterhead.objects.create(
        starts_on=school.year.starts_on,
        authority="UBND xã Tân Tập",
        name="Trường Tiểu học Tân Tập",
        place="Tân Tập",
        commune="Tân Tập",
        province="Tây Ninh",
        department="Sở GD&ĐT Tây Ninh",
        department_code="72",
        school_code="72000123",
    )
    for number, pupil in enumerate(Pupil.objects.all()):
        pupil.personal_id, pupil.ministry_code = f"080{number:09d}", f"80{number:09d}"
        pupil.save(update_fields=["personal_id", "ministry_code"])
    for number, staff in enumerate(Staff.objects.all()):
        staff.personal_id = f"081{number:09d}"
        staff.save(update_fields=["personal_id"])


def _give_seal(school: "School") -> None:
    from documents import signing
    from tests.school import give_keys

    give_keys(school, [school.van], PIN)
    seal = signing.Registration(staff=school.van, evidence="Đã xem.", is_seal=True)
    signing.keys.make(signing.register(seal, school.thu), PIN)


def _drawn_up(school: "School", classes: Iterable["SchoolClass"]) -> list[Any]:
    from documents.records.transcript.drawing_up import draw_up
    from documents.records.transcript.models import Transcript
    from people.models import Assignment, Duty

    for place in classes:
        by = Assignment.objects.get(duty=Duty.HOMEROOM_TEACHER, school_class=place).staff
        draw_up(place, school.group, by)
    return list(Transcript.objects.select_related("approval__author"))


if __name__ == "__main__":
    main()
