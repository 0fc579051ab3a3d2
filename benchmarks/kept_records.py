"""2,500 locked records with four signed files each, as years of lesson plans leave them: rows and files that
are as their events say. Written in chunks, because the steps themselves would take hours.
"""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.school import School

RECORDS, CHUNK = 2500, 500
STEPS = ("submit", "review", "sign", "lock")
FILE_BYTES = 40_000


def fill(school: "School") -> None:
    from django.db import transaction

    from workflows.models import Approval

    for start in range(0, RECORDS, CHUNK):
        with transaction.atomic():
            reports = _drafts(school, start)
            for report in reports:
                report.approval.fingerprint = report.fingerprint()
            _take_steps(school, reports)
            approvals = [report.approval for report in reports]
            Approval.objects.bulk_update(approvals, ["fingerprint"])
            Approval.objects.filter(pk__in=[each.pk for each in approvals]).update(state="locked")


def _drafts(school: "School", start: int) -> list[Any]:
    from tests.records.pupil_report.flow import PupilReportFlow
    from tests.records.pupil_report.models import PupilReport
    from workflows.models import Approval

    process = PupilReportFlow.process_class
    approvals = [
        Approval(
            record_type="pupil_report",
            title=f"Học sinh {start + number}",
            author=school.dao,
            school_class=school.class_3a,
            school_year=school.year,
            process=process.objects.create(flow_class=PupilReportFlow),
        )
        for number in range(CHUNK)
    ]
    reports = [
        PupilReport(approval=each, pupil=each.title, comment="Chăm ngoan, tiến bộ.")
        for each in Approval.objects.bulk_create(approvals)
    ]
    PupilReport.objects.bulk_create(reports)
    return reports


def _take_steps(school: "School", reports: list[Any]) -> None:
    from workflows.models import Submission
    from workflows.trail import Entry, append

    append([Entry("open", school.dao.pk, report.approval) for report in reports])
    for step in STEPS:
        _take_step(step, school, reports)
    Submission.objects.bulk_create([_submission(report) for report in reports])


def _take_step(step: str, school: "School", reports: list[Any]) -> None:
    from documents import archive
    from documents.models import SignedFile
    from workflows.trail import Entry, append

    hashes = archive.put_many([os.urandom(FILE_BYTES) for _report in reports])
    entries = []
    for report, sha256 in zip(reports, hashes, strict=True):
        detail = {"file": sha256, "content": report.approval.fingerprint}
        entries.append(Entry(step, school.dao.pk, report.approval, detail=detail))
    SignedFile.objects.bulk_create(
        SignedFile(
            event=event,
            approval_id=event.approval_id,
            revision=1,
            round=1,
            sha256=sha256,
            size=FILE_BYTES,
        )
        for event, sha256 in zip(append(entries), hashes, strict=True)
    )


def _submission(report: Any) -> Any:
    from django.utils import timezone

    from workflows.models import Submission

    return Submission(
        approval=report.approval,
        revision=1,
        round=1,
        content=report.canonical(),
        fingerprint=report.approval.fingerprint,
        row=report.row_fingerprint(),
        at=timezone.now(),
    )
