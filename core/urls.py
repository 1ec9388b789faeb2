"""Addresses of the room `core`, written in full from the root."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/can-bo/", views.styleguide, {"shell": "staff"}, name="styleguide_staff"),
]
