"""Many records of the sample school taken a step further, by whoever sits at their desks, on every core."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import django

from config.sample.accounts import pin_of
from config.sample.keys import CLERK
from people.models import Assignment, Duty, Staff
from workflows import bulk
from workflows.loaded import StepRequest, load_record
from workflows.models import Approval
from workflows.pens import open_pens, preparing
from workflows.states import Step

WAY = (Step.SUBMIT, Step.REVIEW, Step.SIGN, Step.LOCK)
# So that every core has work to the end.
PILE = 12

Work = tuple[Staff, list[Approval]]


def everybody() -> ProcessPoolExecutor:
    """Processes in which people sign side by side."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count(), context, initializer=django.setup)


def pass_on(
    people: ProcessPoolExecutor, step: Step, approvals: Sequence[Approval], pile: int = PILE
) -> None:
    """Records of one type, each by the person at whose desk it lies; own work is nobody's to approve."""
    piles = [
        (step, by.username, [approval.pk for approval in own[place : place + pile]])
        for by, own in _by_person(step, approvals)
        for place in range(0, len(own), pile)
    ]
    if piles:
        list(people.map(_sign_pile, *zip(*piles, strict=True)))


def _by_person(step: Step, approvals: Sequence[Approval]) -> Iterator[Work]:
    if step == Step.SUBMIT:
        people = {approval.author_id: approval.author for approval in approvals}
        for pk, author in people.items():
            yield author, [each for each in approvals if each.author_id == pk]
    elif step == Step.REVIEW:
        yield from _by_leader(approvals)
    elif step == Step.ISSUE:
        yield Staff.objects.get(username=CLERK), list(approvals)
    else:
        first, second = ("minh", "ngoc") if step == Step.SIGN else ("thu", "minh")
        yield from _unless_own(approvals, first, second)


def _unless_own(approvals: Sequence[Approval], first: str, second: str) -> Iterator[Work]:
    by, other = (Staff.objects.get(username=name) for name in (first, second))
    yield by, [each for each in approvals if each.author_id != by.pk]
    yield other, [each for each in approvals if each.author_id == by.pk]


def _by_leader(approvals: Sequence[Approval]) -> Iterator[Work]:
    for duty, own in ((Duty.GROUP_LEADER, False), (Duty.DEPUTY_LEADER, True)):
        for assignment in Assignment.objects.filter(duty=duty).select_related("staff"):
            leaders = Assignment.objects.filter(duty=Duty.GROUP_LEADER, group=assignment.group)
            led_by = set(leaders.values_list("staff", flat=True))
            yield (
                assignment.staff,
                [
                    each
                    for each in approvals
                    if each.group_id == assignment.group_id and (each.author_id in led_by) == own
                ],
            )


def _sign_pile(step: Step, username: str, ids: Sequence[int]) -> None:
    by = Staff.objects.get(username=username)
    approvals = list(records_of(ids))
    for approval in approvals:
        load_record(approval)  # what a draft says follows what it is made of
    pens = open_pens([approvals[0].record_type], by, pin_of(username), step)
    run = bulk.take_many(
        StepRequest(step, by),
        [(approval, approval.version) for approval in approvals],
        key=f"sample-{step}-{username}-{ids[0]}-{approvals[0].revision}",
        prepare=preparing(step, by, pens),
    )
    refused = run.items.filter(outcome="refused").first()
    if refused:
        raise RuntimeError(f"{refused.approval}: {refused.reason}")


def records_of(ids: Iterable[int]) -> Iterable[Approval]:
    return Approval.objects.filter(pk__in=list(ids)).select_related("author").order_by("pk")
