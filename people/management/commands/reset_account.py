"""A new first password for somebody, where nobody is left who could give it; needs the machine itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.accounts import resets
from people.models import Staff


class Command(BaseCommand):
    help = "Give an account a new first password and remove its second factor; the trail tells it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", default="", help="what the person is told")

    def handle(self, *args: Any, username: str, reason: str, **options: Any) -> None:
        staff = Staff.objects.filter(username=username, is_active=True).first()
        if staff is None:
            raise CommandError(f"Nobody who works here signs in as {username!r}.")
        password = resets.by_the_machine(staff, reason or _("Done at the server."))
        self.stdout.write(f"{staff.username} {password}")
        self.stdout.write(
            _("Shown once. It is changed at the first sign-in; all sessions have ended.")
        )
