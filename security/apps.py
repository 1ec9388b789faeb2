"""The room `security` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    """Name and label of the room."""

    name = "security"
    verbose_name = _("an ninh cơ sở")
