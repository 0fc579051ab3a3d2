"""Who works and learns here, and who holds which duty, when."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Find what may be done in each folder of the room, what it asks of whom, what it leaves open."""
        for name in ("acts", "errands", "left_open", "pupil_categories", "staff_categories"):
            for path in sorted(Path(__file__).parent.glob(f"*/{name}.py")):
                import_module(f"people.{path.parent.name}.{name}")
        # These listen: to new databases, and to people signing in.
        import_module("people.accounts.policy")
        import_module("people.accounts.sessions")
