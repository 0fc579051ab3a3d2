"""The trail as JSON Lines, for whoever wants to check it without this software."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import chain, checkpoints, trail


class Command(BaseCommand):
    help = (
        "Write every event to FILE, one a line, and beside it what checks it: chain.py and the key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        count = 0
        with path.open("w", encoding="utf-8") as file:
            for link in trail.links():
                file.write(json.dumps(link._asdict(), ensure_ascii=False) + "\n")
                count += 1
        verifier = path.with_name("verify_trail.py")
        verifier.write_bytes(Path(chain.__file__).read_bytes())
        path.with_name("checkpoint.pub").write_bytes(checkpoints.public_key())
        self.stdout.write(f"{count} events in {path}. Check: python {verifier} {path}")
