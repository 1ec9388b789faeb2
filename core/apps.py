"""The room `core` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Name and label of the room."""

    name = "core"
    verbose_name = _("nền tảng")
