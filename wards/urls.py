"""Addresses of the room `wards`, written in full from the root."""

from django.urls import URLPattern, URLResolver

app_name = "wards"
urlpatterns: list[URLPattern | URLResolver] = []
