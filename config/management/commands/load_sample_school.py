"""Fills an empty database with the sample school."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.sample.accounts import is_loaded
from config.sample.desks import everybody
from config.sample.everyday import spend_everyday
from config.sample.keys import give_keys
from config.sample.plans import are_written, write_plans
from config.sample.registers import draw_up_registers
from config.sample.school import School, found_school, lock_last_year
from config.sample.sentences import fill_the_bank
from config.sample.sheets import fill_in_sheets
from config.sample.transcripts import issue_transcripts
from people.models import Enrolment, Staff


class Command(BaseCommand):
    help = "Founds the sample school: staff, classes, pupils of two years, registers, lesson plans."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-none", action="store_true", help="do nothing where the sample school stands"
        )

    def handle(self, *, if_none: bool, **options: Any) -> None:
        if if_none and is_loaded():
            if are_written():
                return
            raise CommandError(
                _("The sample school was not loaded to its end. Begin anew: make demo RESET=1")
            )
        if Staff.objects.exists():
            raise CommandError(
                _("This school has staff already. The sample school needs an empty database.")
            )
        began = time.monotonic()
        school = found_school()
        give_keys(school.staff)
        draw_up_registers(school)
        fill_the_bank(school)
        with everybody() as people:
            every_day = people.submit(spend_everyday, school)
            fill_in_sheets(school, people)
            issue_transcripts(school, people)
            plans = write_plans(school, people)
            every_day.result()
        lock_last_year(school)
        self._report(school, plans, time.monotonic() - began)

    def _report(self, school: School, plans: int, seconds: float) -> None:
        pupils = Enrolment.objects.filter(school_class__year=school.year, ends_on=None).count()
        self.stdout.write(
            _("The sample school: %(staff)s staff, %(classes)s classes, %(pupils)s pupils.")
            % {"staff": len(school.staff), "classes": len(school.classes), "pupils": pupils}
        )
        self.stdout.write(_("%(plans)s lesson plans.") % {"plans": plans})
        self.stdout.write(_("It took %(seconds).1f seconds.") % {"seconds": seconds})
