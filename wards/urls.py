"""Addresses of the room `wards`, written in full from the root."""

from django.urls import URLPattern, URLResolver, path

from wards import views

app_name = "wards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("tra-cuu/", views.lookup, name="lookup"),
    path("don-vi/<uuid:uuid>/", views.unit, name="unit"),
    path("tro-giup/", views.help_page, name="help"),
    path("can-bo/don-vi/", views.unit_list_staff, name="unit_list_staff"),
]
