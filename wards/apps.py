"""The room `wards` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WardsConfig(AppConfig):
    """Name and label of the room."""

    name = "wards"
    verbose_name = _("địa giới")
