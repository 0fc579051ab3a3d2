"""A signed mark of where the trail stands, to be kept in as many places as possible."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from workflows import checkpoints, outside


class Command(BaseCommand):
    help = "Sign how far the trail has come; written here, outside, and to every --to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, nargs="*", default=[], metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        point, paths = checkpoints.take(options["to"])
        self.stdout.write(f"Event {point['sequence']}, {point['hash']}")
        for path in paths:
            self.stdout.write(str(path))
        try:
            outside.copy_there(outside.files_in(checkpoints.folder()))
        except OSError as reason:
            raise CommandError(_("Nothing arrived outside: %s") % reason) from reason
