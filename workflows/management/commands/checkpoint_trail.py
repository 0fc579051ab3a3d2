"""A signed mark of where the trail stands, to be kept in as many places as possible."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import checkpoints


class Command(BaseCommand):
    help = "Sign how far the trail has come and write it to our folder and to every --to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, nargs="*", default=[], metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        point, paths = checkpoints.take(options["to"])
        self.stdout.write(f"Event {point['sequence']}, {point['hash']}")
        for path in paths:
            self.stdout.write(str(path))
