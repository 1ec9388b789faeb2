"""Addresses of the room `core`, written in full from the root."""

from django.urls import path

from core import views
from core.imports import views as imports
from core.search import views as search

app_name = "core"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/can-bo/", views.styleguide, {"shell": "staff"}, name="styleguide_staff"),
    path("can-bo/tim/", search.search, name="search"),
    path("can-bo/nhap-lieu/", imports.import_list, name="imports"),
    path("can-bo/nhap-lieu/<int:pk>/", imports.import_job, name="import_job"),
    path("can-bo/nhap-lieu/<int:pk>/tien-do/", imports.import_progress, name="import_progress"),
    path("can-bo/nhap-lieu/<slug:slug>/", imports.import_start, name="import_start"),
    path("can-bo/nhap-lieu/<slug:slug>/mau.xlsx", imports.import_template, name="import_template"),
]
