"""Is the trail still what was written? Exit status 0: yes. 1: no, and where it breaks."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from workflows import checkpoints, triggers
from workflows.models import Event


class Command(BaseCommand):
    help = "Check the chain of events, against the checkpoints kept here and any named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--against", type=Path, nargs="*", default=[], metavar="CHECKPOINT")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checkpoints.first_break(options["against"])
        for name in triggers.missing():
            self.stderr.write(_("The database trigger %s is gone.") % name)
        if found:
            self.stderr.write(str(found))
            sys.exit(1)
        count = Event.objects.count()
        self.stdout.write(_("The trail is intact: %d events.") % count)
