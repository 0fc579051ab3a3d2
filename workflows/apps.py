"""How any record is approved: states, steps, desks, inbox, trail."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        autodiscover_modules("flow")
        post_migrate.connect(_put_triggers_back, sender=self)


def _put_triggers_back(sender: AppConfig, using: str, **options: Any) -> None:
    from workflows import triggers  # noqa: PLC0415 needs the models

    triggers.create(using)
