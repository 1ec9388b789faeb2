"""The room `neighborhoods` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeighborhoodsConfig(AppConfig):
    """Name and label of the room."""

    name = "neighborhoods"
    verbose_name = _("khu phố, ấp")
