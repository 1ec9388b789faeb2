"""Addresses of the room `wards`, written in full from the root."""

from django.urls import URLPattern, URLResolver, path

from wards.views import decisions, open_data, units

app_name = "wards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", units.home, name="home"),
    path("tra-cuu/", units.lookup, name="lookup"),
    path("don-vi/<uuid:uuid>/", units.unit, name="unit"),
    path("du-lieu/", open_data.open_data, name="open_data"),
    path("du-lieu/<slug:slug>.<slug:suffix>", open_data.open_table, name="open_table"),
    path("tro-giup/", units.help_page, name="help"),
    path("can-bo/don-vi/", units.unit_list_staff, name="unit_list_staff"),
    path("can-bo/don-vi/bang.<slug:suffix>", units.unit_file_staff, name="unit_file_staff"),
    path("can-bo/don-vi/van-ban.<slug:suffix>", decisions.decision_file, name="decision_file"),
    path("can-bo/don-vi/van-ban/", decisions.decision_list, name="decisions"),
    path("can-bo/don-vi/van-ban/<int:pk>/", decisions.decision, name="decision"),
    path(
        "can-bo/don-vi/van-ban/<int:pk>/tien-do/",
        decisions.decision_progress,
        name="decision_progress",
    ),
]
