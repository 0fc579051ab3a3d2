"""Removes files that were prepared and never kept: the step they were made for did not happen."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from documents import archive
from documents.files_in_use import files_in_use


class Command(BaseCommand):
    help = "Remove files of the archive that no row names, once they are old enough."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than-hours", type=float, default=24.0, metavar="HOURS")

    def handle(self, *args: Any, **options: Any) -> None:
        age = timedelta(hours=options["older_than_hours"])
        swept = archive.sweep(files_in_use(), age)
        self.stdout.write(_("%d files removed.") % swept)
