"""Renews archive timestamps before their certificates end, and says which files need it.

A file that was signed proves itself as long as the certificate of its last timestamp holds; one more
timestamp in time carries it on. Run it once a month. Exit code: 1 where a file could not be renewed.
"""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents import archive, lasting
from documents.lasting import Ending
from documents.signing import CannotSign


class Command(BaseCommand):
    help = "Renew archive timestamps that end soon; with --list only say which files need it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--within-days", type=int, default=365, metavar="DAYS")
        parser.add_argument("--list", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() + timedelta(days=options["within_days"])
        done = failed = 0
        try:
            for ending in lasting.ending(before):
                self.stdout.write(_as_a_line(ending))
                is_done = options["list"] or self._renewed(ending)
                done, failed = done + is_done, failed + (not is_done)
        except archive.NotAsKept as reason:
            self.stderr.write(str(reason))
            failed += 1
        said = _("%d files need it.") if options["list"] else _("%d files renewed.")
        self.stdout.write(said % done)
        if failed:
            sys.exit(1)

    def _renewed(self, ending: Ending) -> bool:
        try:
            lasting.renew(ending)
        except lasting.NoGain:
            self.stderr.write(_("The clock's own certificate ends no later: ask another service."))
        except CannotSign as reason:
            self.stderr.write(str(reason))
        else:
            return True
        return False


def _as_a_line(ending: Ending) -> str:
    return _("%(record)s, revision %(revision)d: ends on %(day)s, SHA-256 %(sha256)s") % {
        "record": ending.file.approval.public_id,
        "revision": ending.file.revision,
        "day": date_format(timezone.localtime(ending.stamp.ends), "d/m/Y"),
        "sha256": ending.file.sha256,
    }
