"""What the school writes, prints, signs and keeps."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        import_module("documents.checks")
        import_module("documents.keys.compliance")
