"""What stands between a checkout and a server: fonts, words and static files."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    # It makes a folder that the checks look for.
    requires_system_checks = ()
    help = "Makes the fonts, compiles the translations and collects the static files."

    def handle(self, **options: object) -> None:
        call_command("build_fonts")
        call_command("compilemessages", ignore_patterns=[".venv", "var"], verbosity=0)
        # viewflow's own pages are not used, and its style sheets name files it does not bring.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["viewflow"])
        self.stdout.write(f"Static files are in {settings.STATIC_ROOT}.")
