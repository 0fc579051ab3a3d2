"""What must be true of the books at every moment, asked from outside."""

import io
from collections.abc import Iterable
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet

from people.models import Staff
from workflows import flows, inbox, steps, story, trail, triggers
from workflows.access import access_of, posts_in_use
from workflows.loaded import load_record
from workflows.models import Approval, Event
from workflows.permissions import may_see, roster_of
from workflows.states import FORWARD, Step

# Written down here once more, so that the machine is held against something that is not itself.
LEADS_TO = {
    "submit": "submitted",
    "review": "reviewed",
    "sign": "signed",
    "lock": "locked",
    "issue": "issued",
}
OWN_STEPS = {"open", "submit", "recall", "revise"}


def posts(approval: Approval) -> list[str]:
    """At which posts the record lies."""
    tasks = flows.open_tasks([approval]).get(approval.process_id, [])
    return sorted(task.owner_permission for task in tasks)


def the_trail_leads_to_the_present(approval: Approval) -> None:
    state, revision, round_ = "draft", 1, 1
    for event in approval.events.all():
        assert (event.revision, event.round) == (revision, round_)
        if event.kind in {"send_back", "recall"}:
            state, round_ = "draft", round_ + 1
        elif event.kind in {"revise", "unlock"}:
            state, revision, round_ = "draft", revision + 1, 1
        else:
            state = LEADS_TO.get(event.kind, state)
    assert (approval.state, approval.revision, approval.round) == (state, revision, round_)


def it_lies_where_its_state_calls_for(approval: Approval) -> None:
    assert posts(approval) == expected_posts(approval)
    approval.process.refresh_from_db()
    is_over = approval.state == approval.final_state
    assert approval.process.status == ("DONE" if is_over else "NEW")


def expected_posts(approval: Approval) -> list[str]:
    """By the trail alone: the first desk of the way where somebody has not acted in this round."""
    if approval.state == "draft":
        return ["author"]
    acts = approval.events.filter(revision=approval.revision, round=approval.round)
    done = [(story.details(event).get("desk"), story.details(event).get("post")) for event in acts]
    for desk in approval.type.desks:
        awaited = [str(post) for post in desk.posts(approval) if (desk.name, str(post)) not in done]
        if awaited:
            return sorted(awaited)
    return []


def nobody_acted_on_own_work(approval: Approval) -> None:
    """At the seal, which judges nothing, the author is not passed over."""
    for event in approval.events.all():
        sealed = story.details(event).get("desk") == "clerk"
        if event.kind in OWN_STEPS:
            assert (event.by_id, event.acting_for_id) == (approval.author_id, None)
        else:
            assert sealed or approval.author_id not in {event.by_id, event.acting_for_id}


def the_inbox_agrees_with_the_machine() -> None:
    """For everybody and every record: what lists show is what can be done and read."""
    roster, posts = roster_of(), posts_in_use()
    approvals = list(Approval.objects.all())
    held = [load_record(approval) for approval in approvals if not approval.erased_at]
    for person in Staff.objects.all():
        access = access_of(person, roster, posts)
        can = {each.approval.pk: set(steps.available(each, person, roster)) for each in held}
        at_my_desk = {pk for pk, able in can.items() if able & {*FORWARD, Step.SEND_BACK}}
        assert ids(inbox.for_my_role(access)) == at_my_desk, person
        on_my_own = {pk for pk, able in can.items() if Step.SUBMIT in able}
        assert ids(inbox.mine(access)) == on_my_own, person
        readable = {each.pk for each in approvals if may_see(each, person, roster)}
        listed = ids(inbox.visible_to(person, roster, access))
        assert at_my_desk | on_my_own <= listed <= readable, person


def ids(approvals: QuerySet[Approval]) -> set[int]:
    """Each record once: a list that shows one twice is wrong as well."""
    listed = list(approvals.values_list("pk", flat=True))
    assert len(listed) == len(set(listed))
    return set(listed)


def the_trail_verifies() -> None:
    assert trail.first_break() is None
    sequences = list(Event.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


def are_straight(approvals: Iterable[Approval]) -> None:
    """All of it at once."""
    for approval in approvals:
        the_trail_leads_to_the_present(approval)
        it_lies_where_its_state_calls_for(approval)
        nobody_acted_on_own_work(approval)
    the_inbox_agrees_with_the_machine()
    the_trail_verifies()


def behind_the_door(sql: str, *values: object) -> None:
    """Somebody with the database's password, who knows about the triggers."""
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    triggers.create()


def verified(*against: Path) -> tuple[int, str]:
    """Exit status and words of manage.py verify_trail."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_trail", against=list(against), stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue() + err.getvalue()
    return 0, out.getvalue() + err.getvalue()
