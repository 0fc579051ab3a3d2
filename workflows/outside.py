"""The place for checkpoints outside this machine: what lies there, and whether it can be relied upon."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Answer = TypeVar("Answer")
MOST_DAYS = 7
# A share that is gone may never answer; whoever asks goes on without it.
SECONDS = 5


class Shortcoming(TextChoices):
    """Why the checkpoints outside prove less than they should."""

    NOT_NAMED = "not_named", gettext_lazy("No place outside this machine is named yet.")
    UNREACHABLE = "unreachable", gettext_lazy("The place outside cannot be reached.")
    NOT_WRITABLE = "not_writable", gettext_lazy("Nothing can be written to the place outside.")
    SAME_DISK = "same_disk", gettext_lazy("The place outside is on the same disk as the records.")
    EMPTY = "empty", gettext_lazy("There is no checkpoint outside yet.")
    OLD = "old", gettext_lazy("The last checkpoint outside is older than seven days.")


@dataclass(frozen=True, slots=True)
class Outside:
    """How it stands with the place outside; `newest` is when its last checkpoint was taken."""

    problems: tuple[Shortcoming, ...]
    newest: datetime | None = None

    @property
    def age(self) -> str:
        """As “The last checkpoint outside is 3 days old.”; empty where there is none."""
        if self.newest is None:
            return ""
        days = _days_since(self.newest)
        if days == 0:
            return _("The last checkpoint outside is less than a day old.")
        words = ngettext(
            "The last checkpoint outside is %d day old.",
            "The last checkpoint outside is %d days old.",
            days,
        )
        return words % days


def look() -> Outside:
    """What the auditor is told; never waits longer than SECONDS."""
    folder = settings.SOKY_CHECKPOINTS_OUTSIDE
    if folder is None:
        return Outside((Shortcoming.NOT_NAMED,))
    try:
        return _in_time(lambda: _look_at(folder))
    except (OSError, ValueError):
        return Outside((Shortcoming.UNREACHABLE,))


def checkpoints() -> list[tuple[str, str]]:
    """Name and text of each that lies outside; none where the place cannot be reached."""
    folder = settings.SOKY_CHECKPOINTS_OUTSIDE
    try:
        return _in_time(lambda: list(texts_in(folder))) if folder else []
    except OSError:
        return []


def copy_there(files: Iterable[Path]) -> None:
    """Bring what is not there yet. Raises OSError where that cannot be done."""
    if folder := settings.SOKY_CHECKPOINTS_OUTSIDE:
        _in_time(lambda: _copy(files, folder))


def files_in(folder: Path) -> list[Path]:
    """The checkpoints that lie there, oldest first; their names are sequence and time."""
    by_time = [(path.name.partition("-")[2], path) for path in folder.glob("[0-9]*-*.json")]
    return [path for _time, path in sorted(by_time)]


def texts_in(folder: Path) -> Iterable[tuple[str, str]]:
    for path in files_in(folder):
        yield path.name, path.read_text(encoding="utf-8", errors="replace")


def write_whole(path: Path, text: str) -> None:
    """A power cut leaves the whole file, or none."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _look_at(folder: Path) -> Outside:
    problems = []
    if folder.stat().st_dev == Path(settings.SOKY_HOME).stat().st_dev:
        problems.append(Shortcoming.SAME_DISK)
    if not os.access(folder, os.W_OK | os.X_OK):
        problems.append(Shortcoming.NOT_WRITABLE)
    files = files_in(folder)
    if not files:
        return Outside((*problems, Shortcoming.EMPTY))
    newest = _taken_at(files[-1])
    if _days_since(newest) > MOST_DAYS:
        problems.append(Shortcoming.OLD)
    return Outside(tuple(problems), newest)


def _taken_at(file: Path) -> datetime:
    _sequence, _dash, moment = file.stem.partition("-")
    return datetime.strptime(moment, "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)


def _copy(files: Iterable[Path], folder: Path) -> None:
    """The folder itself is never made: where nothing is mounted there, that would look like a place."""
    there = {path.name for path in files_in(folder)}
    for path in files:
        if path.name not in there:
            write_whole(folder / path.name, path.read_text(encoding="utf-8"))


def _days_since(moment: datetime) -> int:
    """A clock that was wrong makes no negative age."""
    return max(0, (timezone.now() - moment).days)


def _in_time(act: Callable[[], Answer]) -> Answer:
    """What this answers. Raises TimeoutError, an OSError, where it takes too long."""
    answer: Future[Answer] = Future()
    threading.Thread(target=_answer, args=(answer, act), daemon=True).start()
    return answer.result(SECONDS)


def _answer(answer: "Future[Answer]", act: Callable[[], Answer]) -> None:
    try:
        answer.set_result(act())
    except Exception as reason:  # noqa: BLE001 whoever waits for it hears of it
        answer.set_exception(reason)
