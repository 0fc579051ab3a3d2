"""A filled database of the version at hand, written down: python -m tests.releases.dump VERSION."""

import lzma
import os
import subprocess
import sys
from pathlib import Path

import time_machine

FOLDER = Path(__file__).parent
NOW = "2026-11-23T09:00:00+07:00"


def main(version: str) -> None:
    """Adds the file of one database: of the empty one that SOKY_DATABASE names, else of SQLite."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 the settings come first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.releases import story  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with time_machine.travel(NOW, tick=True):
        story.tell()
    folder = FOLDER / version
    folder.mkdir(exist_ok=True)
    with lzma.open(folder / f"{connection.vendor}.sql.xz", "wt", encoding="utf-8") as file:
        file.write(_written(connection))


def _written(connection: object) -> str:
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump())
    tool = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--no-comments"]
    done = subprocess.run([*tool, os.environ["SOKY_DATABASE"]], capture_output=True, check=True)
    return done.stdout.decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
