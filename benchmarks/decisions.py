"""What one decision in the queue costs: the signed approval of a plan, and the next one shown.

The key's PIN is cheap to open here: what it costs on purpose is no cost of the page.
"""

import time
from typing import Any

from benchmarks.measure import queries, spread, table
from benchmarks.school import open_school

PLANS, WARM_UP = 40, 5


def main() -> None:
    school = open_school()
    approvals = _submitted(school)
    leader = _client(school.hoa)
    took = [_milliseconds(leader, approval) for approval in approvals[:-1]]
    asked = queries(lambda: _decide(leader, approvals[-1]))
    row = ("approve one, see the next", spread(took[WARM_UP:], "{:.0f}"), str(asked))
    print(table(("decision", "ms of CPU", "queries"), [row]))


def _submitted(school: Any) -> list[Any]:
    from django.utils import timezone

    from tests.documents.records.plans import PIN, plan_of, sign
    from tests.school import give_keys
    from workflows.states import Step

    give_keys(school, [school.dao, school.hoa], PIN)
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today}
    plans = [plan_of(school, school.dao, lesson=f"Bài {n}", **days) for n in range(PLANS)]
    for plan in plans:
        sign(Step.SUBMIT, plan.approval, school.dao)
    return [plan.approval for plan in plans]


def _client(staff: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(staff, "people.accounts.backend.StaffBackend")
    return client


def _milliseconds(client: Any, approval: Any) -> float:
    began = time.process_time()
    _decide(client, approval)
    return 1000 * (time.process_time() - began)


def _decide(client: Any, approval: Any) -> None:
    from django.urls import reverse

    from tests.documents.records.plans import PIN

    sent = {"seen": approval.version, "key": f"key-{approval.pk}", "pin": PIN, "queue": "1"}
    client.post(reverse("take_step", args=[approval.public_id, "review"]), sent, follow=True)
    approval.refresh_from_db()
    if approval.state != "reviewed":
        raise RuntimeError(f"{approval} is {approval.state}")


if __name__ == "__main__":
    main()
