"""Django's `migrate`, made safe for the records of a school."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from people import home
from workflows import upgrade


class Command(migrate.Command):
    help = f"{migrate.Command.help} A copy of a filled database is made before."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--without-copy", action="store_true", help="a copy was made by other means"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home.keep_private()
        using = options["database"]
        if options["plan"] or options["check_unapplied"] or not upgrade.is_due(using):
            super().handle(*args, **options)
            return
        if not options["without_copy"]:
            copy = upgrade.copy(using)
            self.stdout.write(f"The database as it was lies in {copy}.")
        with upgrade.without_triggers(using):
            super().handle(*args, **options)
