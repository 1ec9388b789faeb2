"""What a browser says of itself, in words its owner recognises."""

from __future__ import annotations

from django.utils.translation import gettext as _

# In this order: each of them also claims to be what stands below it.
BROWSERS = [
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def label(user_agent: str) -> str:
    """ "Chrome trên Windows"; what is not known is said to be so."""
    browser = _first(BROWSERS, user_agent) or _("Trình duyệt khác")
    system = _first(SYSTEMS, user_agent) or _("thiết bị khác")
    return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}


def _first(signs: list[tuple[str, str]], user_agent: str) -> str:
    return next((name for sign, name in signs if sign in user_agent), "")
