"""The school, whose English sentences are compared, and a way to say what a file would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from people.imports.apply import apply
from people.imports.dry_run import Asked, compare
from people.imports.models import ImportRun
from people.models import SchoolYear, Staff
from tests.school import School

FIRST_DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass
class Desk:
    """Văn of the records board at her computer."""

    by: Staff
    year: SchoolYear

    def compare(self, data: bytes, kind: str = "pupils", **options: Any) -> ImportRun:
        by = options.pop("by", self.by)
        name = options.pop("name", "danh sách.xlsx")
        return compare(data, name, Asked(kind, self.year, **{"on": FIRST_DAY, **options}), by)

    def apply(self, data: bytes, kind: str = "pupils", **options: Any) -> ImportRun:
        run = self.compare(data, kind, **options)
        return apply(run, run.fingerprint, options.get("by", self.by))


@pytest.fixture
def desk(school: School) -> Desk:
    return Desk(school.van, school.year)
