"""Copies what the school owns to another disk. Exit status 1: a file of the archive was altered."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from documents import backup


class Command(BaseCommand):
    help = "Copy database, archive and checkpoints beside the running server; the keys stay here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path = options["to"].resolve()
        if to.is_relative_to(settings.SOKY_ARCHIVE.resolve()):
            raise CommandError(_("A copy inside the archive would copy itself."))
        copy, altered = backup.back_up(to, options["database"])
        self.stdout.write(_("The database lies in %s, the files beside it.") % copy)
        for sha256 in altered:
            self.stderr.write(_("Altered, and so not copied: %s") % sha256)
        if altered:
            sys.exit(1)
