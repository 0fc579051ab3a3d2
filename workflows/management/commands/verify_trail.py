"""Is the trail still what was written, and are the records what it says? Exit status 0: yes.

1: no, and where it breaks, or which records contradict it.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from workflows import checkpoints, consistency, outside, triggers
from workflows.consistency import Contradiction
from workflows.models import Event


class Command(BaseCommand):
    help = "X."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-files", action="store_true", help="leave the archive's files out"
        )
        parser.add_argument("--against", type=Path, nargs="*", default=[], metavar="CHECKPOINT")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checkpoints.first_break(options["against"])
        contradictions = [] if found else self._contradictions(options["without_files"])
        self._tell_of_outside()
        for name in triggers.missing():
            self.stderr.write(_("The database trigger %s is gone.") % name)
        if found:
            self.stderr.write(str(found))
            sys.exit(1)
        if contradictions:
            sys.exit(1)
        count = Event.objects.count()
        self.stdout.write(
            _("The trail is intact, and the records are as it says: %d events.") % count
        )

    def _tell_of_outside(self) -> None:
        standing = outside.look()
        if standing.age:
            self.stdout.write(standing.age)
        for problem in standing.problems:
            self.stderr.write(str(problem.label))

    def _contradictions(self, without_files: bool) -> list[Contradiction]:
        found = consistency.all_contradictions(with_files=not without_files)
        for contradiction in found:
            self.stderr.write(str(contradiction))
        return found
