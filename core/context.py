"""Context processors: what every page knows without its view saying so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from core import navigation

PORTAL_NAME = "Gần Dân"


def portal(request: HttpRequest) -> dict[str, Any]:
    """Name of the portal, whether its data are made up, and the emergency numbers."""
    return {
        "portal": {
            "name": PORTAL_NAME,
            "tagline": _("Cổng khu phố, ấp Thành phố Hồ Chí Minh"),
            "staff_home": settings.LOGIN_REDIRECT_URL,
            "is_demo": getattr(settings, "PORTAL_DEMO", False),
            "has_styleguide": getattr(settings, "PORTAL_STYLEGUIDE", False),
            "emergency": [
                {"number": "113", "label": _("Công an")},
                {"number": "114", "label": _("Cháy, cứu nạn")},
                {"number": "115", "label": _("Cấp cứu")},
            ],
        }
    }


def staff(request: HttpRequest) -> dict[str, Any]:
    """The rail of the staff pages; nothing is computed (or asked of the database) until a page draws it."""

    def groups() -> list[navigation.Group]:
        user = getattr(request, "user", None)
        return navigation.for_request(request) if user and user.is_authenticated else []

    return {"staff_navigation": SimpleLazyObject(groups)}
