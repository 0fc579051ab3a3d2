"""The sample school's lesson plans as texts: read from the file of their grade."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "lesson_texts"
MINUTES_A_PERIOD = 35


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the main activities (hoạt động dạy học chủ yếu)."""

    name: str
    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    grade: int
    subject: str
    title: str
    periods: int
    goals: str
    materials: str
    activities: tuple[Activity, ...]


@cache
def lessons() -> tuple[Lesson, ...]:
    """All of them, by grade and in the order of their file."""
    return tuple(lesson for grade in range(1, 6) for lesson in _of_grade(grade))


def _of_grade(grade: int) -> Iterator[Lesson]:
    text = (FOLDER / f"grade_{grade}.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["lesson"]:
        yield Lesson(
            grade=grade,
            subject=row["subject"],
            title=row["title"],
            periods=row["periods"],
            goals=row["goals"].strip(),
            materials=row["materials"].strip(),
            activities=tuple(_activity(each) for each in row["activity"]),
        )


def _activity(row: dict[str, Any]) -> Activity:
    return Activity(row["name"], row["minutes"], row["text"].strip())
