"""The room `feedback` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Name and label of the room."""

    name = "feedback"
    verbose_name = _("phản ánh")
