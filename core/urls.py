"""Addresses of the room `core`, written in full from the root."""

from django.urls import URLPattern, URLResolver

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = []
