"""Makes the one file with which anybody checks signed records of this school, without its server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.checking.offline.building import CannotBuild, build


class Command(BaseCommand):
    help = (
        "Build the program that checks PDF and XML files offline, for this machine or for others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="what it shall be called, for example so-ky-check.pyz"
        )
        parser.add_argument(
            "--wheels",
            type=Path,
            action="append",
            default=[],
            help="a folder of wheels for another system; once for each",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            build(options["file"], options["wheels"])
        except CannotBuild as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{options['file']}: {options['file'].stat().st_size // 1024} KB")
