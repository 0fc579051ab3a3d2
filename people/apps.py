"""Who works and learns here, and who holds which duty, when."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Every room names in its declarations.py what declares itself; here, because all rooms do."""
        autodiscover_modules("declarations")
