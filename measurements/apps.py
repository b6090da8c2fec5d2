from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MeasurementsConfig(AppConfig):
    name = "measurements"
    verbose_name = _("Målinger")

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(*, using: str, **signal: Any) -> None:
    """After each migration: on SQLite a table that is altered is made anew, without its triggers."""
    from measurements import guards

    guards.install(connections[using])
