"""The folder of a new record type, ready to be filled."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

SKELETON = "documents/new_record_type"
FOLDER = "documents/records"
NEXT = """Its folder is {folder}. Now:
  1. models.py: the fields of the school's form; flow.py: its desks; print.html: a box for each desk.
  2. manage.py makemigrations {name} && manage.py migrate
  3. manage.py check says what is missing.
"""


class Command(BaseCommand):
    help = "Makes the folder of a new record type in documents/records: whole, and green at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="singular, lower case, words joined by _: group_plan")

    def handle(self, *, name: str, **options: Any) -> None:
        if not (name.isidentifier() and name.islower()):
            raise CommandError("The name is singular and lower case, its words joined by _.")
        folder = Path(settings.BASE_DIR) / FOLDER / name
        if folder.exists():
            raise CommandError(f"{folder} is there already.")
        folder.mkdir()
        skeleton = str(Path(settings.BASE_DIR) / SKELETON)
        call_command("startapp", name, str(folder), template=skeleton)
        self.stdout.write(NEXT.format(folder=folder, name=name))
