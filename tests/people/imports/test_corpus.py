"""Is every ugly spreadsheet of the corpus read as a person would read it, row by row?"""

from typing import Any

import pytest

from tests.people.imports import corpus, corpus_of_cells, corpus_of_rows
from tests.people.imports.conftest import Desk
from tests.people.imports.corpus import Case

pytestmark = pytest.mark.django_db

CASES = [*corpus.CASES, *corpus_of_rows.CASES, *corpus_of_cells.CASES]


def told(verdict: dict[str, Any]) -> str:
    changes = ", ".join(f"{key}: {old} → {new}" for key, old, new in verdict["changes"])
    words = " ".join([*verdict["remarks"], *verdict["reasons"]])
    said = f"{verdict['sheet']}!{verdict['row']} {verdict['outcome']} {verdict['who']}"
    return " | ".join(filter(None, (said, changes, words)))


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len({case.defect for case in CASES}) == len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.defect)
def test_each_row_of_the_corpus_gets_its_verdict(desk: Desk, case: Case) -> None:
    run = desk.compare(case.make(), **case.options)
    assert [told(one) for one in run.verdicts] == case.told
    values = run.verdicts[0]["values"]
    assert {key: values.get(key, "") for key in case.values} == case.values
    assert [note for note in case.notes if note not in run.notes] == []
