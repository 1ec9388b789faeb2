"""The room `core` as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Name and label of the room."""

    name = "core"
    verbose_name = _("nền tảng")

    def ready(self) -> None:
        """Know every room's tasks in every process, and grant the application's rights after migrate."""
        from core import checks, wall  # noqa: F401 (registers itself)
        from core.grants import grant_after_migrate

        autodiscover_modules("tasks", "walls")
        wall.connect()
        post_migrate.connect(grant_after_migrate, sender=self, dispatch_uid="core.grants")
