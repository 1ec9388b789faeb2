"""Staff addresses of the obstacle log, under /can-bo/vuong-mac/; included by `feedback.urls`."""

from django.urls import path

from feedback.obstacles import views

urlpatterns = [
    path("", views.obstacles, name="obstacles"),
    path("bang.<slug:suffix>", views.obstacle_file, name="obstacle_file"),
    path("theo-phuong.<slug:suffix>", views.obstacle_wards_file, name="obstacle_wards_file"),
    path("them/", views.obstacle_add, name="obstacle_add"),
    path("theo-phuong/", views.obstacles_by_ward, name="obstacles_by_ward"),
    path("<uuid:uuid>/", views.obstacle, name="obstacle"),
    path("<uuid:uuid>/<slug:slug>/", views.obstacle_move, name="obstacle_move"),
]
