"""What the pages of every day cost the processor, beside the plainest page of Django, in turns."""

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks.measure import queries, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from django.test import Client

ROUNDS, WARM_UP, PLANS = 30, 3, 60
BARE = "bare page of Django"
BACKEND = "people.accounts.backend.StaffBackend"


def main() -> None:
    school = open_school()
    pages, clients = _pages(_lay_plans(school)), _clients(school)
    took: dict[str, list[float]] = defaultdict(list)
    for turn in range(ROUNDS + WARM_UP):
        costs = [(label, _milliseconds(clients[who], address)) for label, who, address in pages]
        costs.append((BARE, _bare(clients["dao"])))
        if turn >= WARM_UP:
            for label, cost in costs:
                took[label].append(cost)
    rows = [
        (label, spread(took[label], "{:.1f}"), str(queries(_open(clients[who], address))))
        for label, who, address in pages
    ]
    rows.append((BARE, spread(took[BARE], "{:.1f}"), "2"))
    print(table(("page", "ms of CPU", "queries"), rows))


def _clients(school: Any) -> dict[str, "Client"]:
    from django.test import Client

    clients = {}
    for name in ("dao", "hoa", "minh", "thu", "van"):
        clients[name] = Client(headers={"host": "localhost"})
        clients[name].force_login(getattr(school, name), BACKEND)
    return clients


def _bare(client: "Client") -> float:
    from django.test import override_settings

    from benchmarks import bare

    with override_settings(ROOT_URLCONF="benchmarks.bare", MIDDLEWARE=bare.MIDDLEWARE):
        _milliseconds(client, "/")  # other addresses: they are read anew at first
        cost = _milliseconds(client, "/")
    _milliseconds(client, "/help/")
    return cost


def _pages(record: str) -> list[tuple[str, str, str]]:
    return [
        ("help", "dao", "/help/"),
        ("inbox of a teacher", "dao", "/"),
        ("inbox of a leader", "hoa", "/?tab=role"),
        ("record", "hoa", record),
        ("queue", "hoa", record.replace("/records/", "/queue/")),
        ("lesson plans", "dao", "/lesson-plans/"),
        ("attendance", "dao", "/attendance/"),
        ("audit", "thu", "/audit/"),
        ("accounts", "van", "/accounts/"),
    ]


def _lay_plans(school: Any) -> str:
    """So many plans on the leader's desk; the address of one."""
    from django.db import transaction

    from tests.workflows.test_inbox_scales import lay_on, lay_plans
    from workflows.models import Approval
    from workflows.states import State

    with transaction.atomic():
        lay_plans(school, PLANS)
    lay_on(school, "group_leader", State.SUBMITTED, f"group_leader:{school.group.pk}")
    return str(Approval.objects.filter(record_type="lesson_plan")[0].get_absolute_url())


def _open(client: "Client", address: str) -> Any:
    return lambda: client.get(address)


def _milliseconds(client: "Client", address: str) -> float:
    began = time.process_time()
    answer = client.get(address)
    took = time.process_time() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return 1000 * took


if __name__ == "__main__":
    main()
