"""Begins a real school in an empty database: its name, the programme's subjects, and the principal."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.accounts import keeping
from people.door import change
from people.models import Assignment, Duty, Letterhead, Staff
from people.names import nfc
from people.staffing.user_names import is_user_name
from people.years.acts import FOUND
from people.years.programme import lay_down_programme


class Command(BaseCommand):
    help = "Founds a school: prints the principal's user name and first password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", required=True, help="name of the school")
        parser.add_argument("--authority", required=True, help="first line of the letterhead")
        parser.add_argument("--place", required=True, help="what stands before the date of a paper")
        parser.add_argument("--principal", required=True, help="full name")
        parser.add_argument("--address", choices=Staff.Address.values, default=Staff.Address.CO)
        parser.add_argument("--username", required=True, help="with which the principal signs in")
        parser.add_argument("--decision", default="", help="number of the appointment")

    def handle(self, *args: Any, **options: Any) -> None:
        if Staff.objects.exists():
            raise CommandError(_("This school has staff already: it was founded."))
        if not is_user_name(options["username"]):
            raise CommandError(
                _("A user name has small letters without marks and digits, such as “dao.nt”.")
            )
        password = _found({name: nfc(str(value)) for name, value in options.items()})
        self.stdout.write(f"{options['username']} {password}")
        self.stdout.write(_("Shown once. It is changed at the first sign-in."))
        if settings.SOKY_CHECKPOINTS_OUTSIDE is None:
            self.stdout.write(
                _(
                    "To be answered yet: where shall copies of the trail's checkpoints go, outside this"
                    " machine? Set SOKY_CHECKPOINTS_OUTSIDE to that folder."
                )
            )


@transaction.atomic
def _found(told: dict[str, str]) -> str:
    today = timezone.localdate()
    with change(FOUND, by=None) as about:
        Letterhead.objects.create(
            starts_on=today,
            authority=told["authority"],
            name=told["school"],
            place=told["place"],
        )
        lay_down_programme()
        principal = Staff(
            username=told["username"], full_name=told["principal"], address=told["address"]
        )
        principal.set_unusable_password()
        principal.save()
        Assignment.objects.create(
            staff=principal, duty=Duty.PRINCIPAL, starts_on=today, decision=told["decision"]
        )
        about["staff"] = principal.pk
        return keeping.set_first_password(principal)
