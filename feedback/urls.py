"""Addresses of the room `feedback`, written in full from the root."""

from django.urls import URLPattern, URLResolver, include, path

from feedback.obstacles.public import public_obstacles
from feedback.views import answered, photos, submit, take_in, track

app_name = "feedback"
urlpatterns: list[URLPattern | URLResolver] = [
    path("phan-anh/", answered.answered, name="answered"),
    path("phan-anh/gui/", submit.submit, name="submit"),
    path("phan-anh/gui/<uuid:token>/noi-xay-ra/", submit.draft_place, name="draft_place"),
    path("phan-anh/gui/<uuid:token>/noi-dung/", submit.draft_content, name="draft_content"),
    path("phan-anh/gui/<uuid:token>/lien-he/", submit.draft_contact, name="draft_contact"),
    path("phan-anh/gui/<uuid:token>/kiem-tra/", submit.draft_check, name="draft_check"),
    path("phan-anh/gui/<uuid:token>/xong/", submit.draft_done, name="draft_done"),
    path("phan-anh/anh/<uuid:uuid>/", photos.photo, name="photo"),
    path("phan-anh/anh/<uuid:uuid>/nho/", photos.photo, {"small": True}, name="photo_small"),
    path("phan-anh/theo-doi/", track.track, name="track"),
    path("phan-anh/<str:typed>/", track.public_case, name="tracking"),
    path("phan-anh/<str:typed>/bo-sung/", track.inform, name="sender_inform"),
    path("phan-anh/<str:typed>/danh-gia/", track.rate, name="sender_rate"),
    path("phan-anh/<str:typed>/de-nghi-xem-lai/", track.ask_again, name="sender_reopen"),
    path("can-bo/phan-anh/tiep-nhan/", take_in.take_in, name="take_in"),
    path("can-bo/phan-anh/tiep-nhan/<str:reference>/", take_in.taken_in, name="taken_in"),
    path("can-bo/phan-anh/", include("feedback.urls_staff")),
    path("vuong-mac/", public_obstacles, name="public_obstacles"),
    path("can-bo/vuong-mac/", include("feedback.obstacles.urls")),
]
