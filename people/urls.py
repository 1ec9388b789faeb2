"""Addresses of the room `people`, written in full from the root."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.urls_notices")),
]
