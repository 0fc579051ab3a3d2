"""The state diagram of the README, drawn from the code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflows.models import Approval
from workflows.states import FORWARD, State, Step

BEGIN, END = "<!-- states: drawn by manage.py draw_states -->", "<!-- /states -->"


def diagram() -> str:
    """Mermaid text: every state and every transition of the machine."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_lines(), "```"])


def _lines() -> Iterator[str]:
    yield f"    [*] --> {State.DRAFT.value}"
    for source, target, steps in sorted(_arrows()):
        yield f"    {source} --> {target}: {steps}"


def _arrows() -> Iterator[tuple[str, str, str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for transition in Approval._meta.get_field("state").get_all_transitions(Approval):
        # Where a step leads may depend on the way; then the transition knows all its ends.
        for target in getattr(transition.target, "allowed_states", [transition.target]):
            found.setdefault((transition.source, target), []).append(transition.name)
    for (source, target), names in found.items():
        steps = [step.value for step in (Step.SUBMIT, *FORWARD, *Step) if step.value in names]
        by_itself = [name for name in names if name not in Step.values]
        yield source, target, " / ".join(dict.fromkeys([*steps, *by_itself]))


def into(text: str) -> str:
    """The text with the diagram between its two marks drawn anew."""
    before, _mark, rest = text.partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    return f"{before}{BEGIN}\n{diagram()}\n{END}{after}"


class Command(BaseCommand):
    help = "Draw the state diagram of the README from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "README.md")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        path.write_text(into(path.read_text(encoding="utf-8")), encoding="utf-8")
