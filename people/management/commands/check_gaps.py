"""Says what is missing before a school year can open; fails where anything is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.models import SchoolYear
from people.staffing.gaps import gaps_of


class Command(BaseCommand):
    help = (
        "Checks who does what in a school year: a class without a teacher, two at once, no leader."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help="name of the school year, such as 2026–2027")

    def handle(self, *args: Any, year: str, **options: Any) -> None:
        of = SchoolYear.objects.filter(name__in=(year, year.replace("-", "–"))).first()
        if of is None:
            raise CommandError(_("There is no school year %s.") % year)
        gaps = gaps_of(of)
        for gap in gaps:
            self.stdout.write(f"{'!' if gap.is_blocking else '·'} {gap.sentence}")
        if any(gap.is_blocking for gap in gaps):
            raise CommandError(_("The school year cannot open yet."))
        self.stdout.write(_("No gap that keeps the year from opening."))
