"""Tells how to sign in at the sample school."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.sample.accounts import PASSWORD, Account, accounts, is_loaded

FIXED_CAST = ("thu", "minh", "ngoc", "hoa", "nam", "dao", "van")


class Command(BaseCommand):
    help = "Lists the sample school's accounts with their passwords and PINs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--all", action="store_true", help="everybody, not only those to know")

    def handle(self, *, format: str, all: bool, **options: Any) -> None:  # noqa: A002 Django's way
        if not settings.SOKY_DEMO and not is_loaded():
            raise CommandError(_("This is no sample school, so there are no sample accounts."))
        if format == "json":
            rows = [each.as_dict() for each in accounts()]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for each in accounts():
            if all or each.username in FIXED_CAST:
                self.stdout.write(_line(each))
        self.stdout.write(_("Everybody's password is %(password)s.") % {"password": PASSWORD})


def _line(account: Account) -> str:
    return f"{account.username:8} PIN {account.pin}  {account.full_name} ({account.duty})"
