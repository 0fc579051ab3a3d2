"""How long the inbox takes with ten thousand records on the desk of whoever opens it."""

from typing import TYPE_CHECKING

from benchmarks.measure import queries, seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from django.test import Client

MANY, TIMES = 10_000, 15


def main() -> None:
    school = open_school()
    from django.db import transaction
    from django.test import Client

    from tests.workflows.test_inbox_scales import everybody_in_turn, lay_plans

    with transaction.atomic():
        lay_plans(school, MANY)
    client, rows = Client(headers={"host": "localhost"}), []
    for person in everybody_in_turn(school, MANY):
        client.force_login(person, "people.accounts.backend.StaffBackend")
        rows.append((person.username, *_row(client)))
    print(table((f"{MANY} on the desk of", "ms a page", "queries", "kB"), rows))


def _row(client: "Client") -> tuple[str, str, str]:
    asked = queries(lambda: client.get("/"))
    took = [1000 * seconds(lambda: client.get("/")) for _ in range(TIMES)]
    return spread(took, "{:.0f}"), str(asked), f"{len(client.get('/').content) / 1000:.1f}"


if __name__ == "__main__":
    main()
