"""Tells how to sign in at the sample school."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from config.sample.accounts import PASSWORD, Account, accounts, is_loaded

FIXED_CAST = ("thu", "minh", "ngoc", "hoa", "nam", "dao", "van")


class Command(BaseCommand):
    help = "Lists the sample school's accounts with their passwords and PINs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--all", action="store_true", help="everybody, not only those to know")

    def handle(self, *, format: str, all: bool, **options: Any) -> None:  # noqa: A002 Django's way
        if not _is_sample():
            raise CommandError(
                _(
                    "In %s there is no sample school. That of “make demo” lives in var/demo:"
                    " SOKY_HOME=var/demo .venv/bin/python manage.py demo_accounts"
                )
                % settings.SOKY_HOME
            )
        if format == "json":
            rows = [each.as_dict() for each in accounts()]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for each in accounts():
            if all or each.username in FIXED_CAST:
                self.stdout.write(_line(each))
        self.stdout.write(_("Everybody's password is %(password)s.") % {"password": PASSWORD})


def _is_sample() -> bool:
    try:
        return settings.SOKY_DEMO or is_loaded()
    except DatabaseError:  # a home in which nothing was founded yet
        return False


def _line(account: Account) -> str:
    return f"{account.username:8} PIN {account.pin}  {account.full_name} ({account.duty})"
