"""Addresses of the room `reports`, written in full from the root."""

from django.urls import URLPattern, URLResolver, path

from reports.views import dashboard

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("can-bo/", dashboard.dashboard, name="dashboard"),
]
