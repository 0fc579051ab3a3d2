"""A class signed in one run: by every core, by workers that are killed, with a full disk, with no clock."""

import errno
import os
import random
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from documents import archive, signing
from documents.models import SignedFile
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.models import Transcript
from documents.records.transcript.xml.verifying import verify
from people.models import Staff
from tests import depth, processes
from tests import school as people
from tests.documents.records.plans import PIN
from tests.documents.records.transcripts import (
    closed_year,
    drawn_up,
    holders_of,
    known_to_the_ministry,
    with_seal,
)
from tests.school import School
from tests.workflows.test_two_at_once import at_once
from workflows import bulk, bulk_worker, consistency, run_workers, trail
from workflows.loaded import StepRequest
from workflows.models import Approval, BulkItem, BulkRun, Event, Notice
from workflows.pens import close, open_pens, preparing
from workflows.states import State, Step

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("real_commits")]
MANY = 24
KILLS_A_DESK = 3 * (depth.TIMES if depth.AT_NIGHT else 1)


@pytest.fixture
def office(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> School:
    """Of today, because workers know no other day; they find its keys and files where they lie."""
    for name in ("SOKY_HOME", "SOKY_TESTED_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    # A process that opens keys needs the pepper they were sealed with.
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "pepper").write_text(settings.SOKY_PEPPER)
    school = people.found(timezone.localdate() - timedelta(days=100))
    staff = [school.dao, school.hoa, school.nam, school.minh, school.thu, school.yen]
    people.give_keys(school, staff, PIN)
    return with_seal(school)


@pytest.fixture
def transcripts(office: School) -> list[Transcript]:
    closed_year(office, more=MANY - 3)
    known_to_the_ministry(office)
    return drawn_up(office)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[run_workers.Worker]]:
    monkeypatch.setattr(run_workers, "_WORTH_STARTING", 2)
    yield run_workers._workers
    run_workers._dismiss()


def begun(step: Step, by: Staff, transcripts: list[Transcript], key: str = "0" * 32) -> BulkRun:
    rows = Approval.objects.filter(pk__in=[each.pk for each in transcripts])
    return bulk.open_run(StepRequest(step, by), [(row, row.version) for row in rows], key=key)


def carried_on(run: BulkRun) -> BulkRun:
    pens = open_pens(["transcript"], run.by, PIN, Step(run.step))
    try:
        for _settled in bulk_worker.carry_on(run, pens):
            pass
    finally:
        close(pens)
    run.refresh_from_db()
    return run


def insist_on_all(run: BulkRun, state: State, signers: int) -> None:
    """Each once: its event, its file with all signatures that hold, its state; and nothing unexplained."""
    assert run.finished_at
    assert {item.outcome for item in run.items.all()} == {BulkItem.Outcome.DONE}
    approvals = Approval.objects.filter(record_type="transcript")
    assert {row.state for row in approvals} == {state}
    events = Event.objects.filter(approval__in=approvals, kind=run.step)
    assert events.count() == events.values("approval").distinct().count() == MANY
    assert SignedFile.objects.filter(event__in=events).count() == MANY
    for row in approvals:
        file = archive.read(SignedFile.objects.filter(approval=row).latest("event").sha256)
        assert len(signing.signers_of(file)) == signers
        digital = DigitalFile.objects.filter(approval=row).latest("event")
        assert verify(archive.read(digital.sha256)).holds == (state == State.ISSUED)
    assert consistency.all_contradictions() == []
    assert trail.first_break() is None


def test_every_core_has_its_share_and_none_has_the_key(
    transcripts: list[Transcript], office: School, workers: list[run_workers.Worker]
) -> None:
    run = begun(Step.SUBMIT, office.dao, transcripts)
    pens = open_pens(["transcript"], run.by, PIN, Step.SUBMIT)
    assert sum(run_workers.share(run, pens)) == MANY
    assert not bulk.waiting(run).exists()
    assert len(workers) == os.cpu_count()
    insist_on_all(carried_on(run), State.SUBMITTED, 1)
    assert DigitalFile.objects.count() == MANY
    notice = Notice.objects.get(recipient=office.hoa, run=run)
    assert notice.records == MANY, "one notice, however many processes wrote it"


def test_a_worker_that_is_killed_leaves_its_share_to_this_process(
    transcripts: list[Transcript], office: School, workers: list[run_workers.Worker]
) -> None:
    run = begun(Step.SUBMIT, office.dao, transcripts)
    sharing = run_workers.share(run, open_pens(["transcript"], run.by, PIN, Step.SUBMIT))
    assert next(sharing) == 0, "it asks for signatures"
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    assert sum(sharing) < MANY
    insist_on_all(carried_on(run), State.SUBMITTED, 1)


def test_what_the_key_refuses_is_refused_in_the_workers_too(
    transcripts: list[Transcript], office: School, workers: list[run_workers.Worker]
) -> None:
    class Refusing:
        """A token that was pulled out."""

        def __init__(self, pen: Any) -> None:
            self.lend = pen.lend

        def sign_hashes(self, _hashes: object) -> list[bytes]:
            raise signing.CannotSign("Không còn khóa.", "token_gone")

    run = begun(Step.SUBMIT, office.dao, transcripts)
    pens = open_pens(["transcript"], run.by, PIN, Step.SUBMIT)
    assert sum(run_workers.share(run, {"transcript": Refusing(pens["transcript"])})) == MANY
    assert set(run.items.values_list("outcome", "reason")) == {
        (BulkItem.Outcome.REFUSED, "Không còn khóa.")
    }
    assert not SignedFile.objects.filter(approval__record_type="transcript").exists()


def killed_again_and_again(run: str, times: str, seed: str) -> int:
    """Go on with this run in processes that are killed at random moments; says how many were."""
    chance, killed = random.Random(int(seed)), 0
    for _time in range(int(times)):
        connections.close_all()
        if not (child := os.fork()):
            _go_on_in_small_steps(int(run))
        time.sleep(chance.uniform(0.03, 0.4))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    return killed


def _go_on_in_small_steps(pk: int) -> None:
    run = BulkRun.objects.get(pk=pk)
    pens = open_pens(["transcript"], run.by, PIN, Step(run.step))
    prepare = preparing(Step(run.step), run.by, pens)
    for _settled in bulk.work_through(run, prepare=prepare, share=bulk.Share(chunk=2)):
        pass
    os._exit(0)


def test_killed_at_random_moments_nothing_is_lost_or_done_twice(
    transcripts: list[Transcript], office: School
) -> None:
    seed, killed, ways = random.SystemRandom().randrange(10**6), 0, holders_of(office)
    done = 0
    for number, (step, by) in enumerate(ways.items(), 1):
        run = begun(step, by, transcripts, key=f"{number:032d}")
        process = processes.start(killed_again_and_again, run.pk, KILLS_A_DESK, seed + number)
        killed += processes.result(process)
        done += run.items.filter(outcome=BulkItem.Outcome.DONE).count()
        half_done = {row.state for row in Approval.objects.filter(record_type="transcript")}
        assert half_done <= {BEFORE[step], AFTER[step]}, f"seed {seed}"
        assert consistency.all_contradictions() == [], f"seed {seed}"
        insist_on_all(carried_on(run), AFTER[step], number)
    assert killed >= len(ways), f"seed {seed}: killed in the middle, {killed} times"
    assert 0 < done < len(ways) * MANY, f"seed {seed}: {done} done by those that were killed"


AFTER = {
    Step.SUBMIT: State.SUBMITTED,
    Step.REVIEW: State.REVIEWED,
    Step.SIGN: State.SIGNED,
    Step.LOCK: State.LOCKED,
    Step.ISSUE: State.ISSUED,
}
BEFORE = dict(zip(AFTER, [State.DRAFT, *AFTER.values()], strict=False))


def test_two_runs_at_once_do_each_record_once(
    transcripts: list[Transcript], office: School, workers: list[run_workers.Worker]
) -> None:
    """Two windows of one teacher; and the workers are at one of them."""
    runs = [begun(Step.SUBMIT, office.dao, transcripts, key=str(each) * 32) for each in (1, 2)]
    at_once(*[lambda run=run: carried_on(run) for run in runs])
    outcomes = BulkItem.objects.filter(run__in=runs).values_list("outcome", flat=True)
    assert sorted(outcomes) == ["done"] * MANY + ["refused"] * MANY
    events = Event.objects.filter(kind=Step.SUBMIT, approval__record_type="transcript")
    assert events.values("approval").distinct().count() == events.count() == MANY
    assert consistency.all_contradictions() == []


@contextmanager
def a_full_disk() -> Iterator[None]:
    """The system lets no file grow beyond a few pages, neither the archive's nor the database's."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_signs_nothing_and_the_run_goes_on_once_there_is_room(
    transcripts: list[Transcript], office: School
) -> None:
    run = begun(Step.SUBMIT, office.dao, transcripts)
    pens = open_pens(["transcript"], run.by, PIN, Step.SUBMIT)
    with a_full_disk(), pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        list(bulk_worker.carry_on(run, pens))
    assert bulk.waiting(run).count() == MANY
    assert not SignedFile.objects.filter(approval__record_type="transcript").exists()
    assert consistency.all_contradictions() == []
    insist_on_all(carried_on(run), State.SUBMITTED, 1)


def test_without_a_clock_nothing_is_signed_and_each_is_told_so(
    transcripts: list[Transcript], office: School, settings: Any
) -> None:
    settings.SOKY_TIMESTAMP_URL, settings.SOKY_TIMESTAMP_SECONDS = "http://127.0.0.1:9/", 1
    run = carried_on(begun(Step.SUBMIT, office.dao, transcripts))
    assert set(run.items.values_list("outcome", flat=True)) == {BulkItem.Outcome.REFUSED}
    assert not SignedFile.objects.filter(approval__record_type="transcript").exists()
    assert not DigitalFile.objects.exists()


def test_a_mark_changed_after_the_sheet_was_looked_at_is_not_signed_over(
    transcripts: list[Transcript], office: School
) -> None:
    """Between rendering and the door: the paper made of the old value is not kept."""
    first = transcripts[0]
    run = begun(Step.SUBMIT, office.dao, transcripts)
    pens = open_pens(["transcript"], run.by, PIN, Step.SUBMIT)
    made = preparing(Step.SUBMIT, run.by, pens)

    def changed_meanwhile(chosen: Any) -> Any:
        papers = made(chosen)
        facts = {**first.facts, "body": {"height": "140", "weight": "30"}}
        first.facts = facts
        first.save()
        return papers

    list(bulk.carry_on(run, prepare=changed_meanwhile))
    outcomes = dict(run.items.values_list("approval", "outcome"))
    assert outcomes.pop(first.pk) == BulkItem.Outcome.REFUSED
    assert set(outcomes.values()) == {BulkItem.Outcome.DONE}
    assert Approval.objects.get(pk=first.pk).state == State.DRAFT
    assert not SignedFile.objects.filter(approval=first.pk).exists()
