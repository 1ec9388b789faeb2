"""Notifications and the delivery log; included by `people.urls`."""

from django.urls import path

from people.views import notices

urlpatterns = [
    path("can-bo/thong-bao/", notices.notice_list, name="notices"),
    path("can-bo/thong-bao/da-doc/", notices.notice_read_list, name="notices_read"),
    path("can-bo/thong-bao/<int:pk>/mo/", notices.notice_open, name="notice_open"),
    path("can-bo/thong-bao/nhat-ky/", notices.notice_log, name="notice_log"),
    path("can-bo/thong-bao/nhat-ky.<slug:suffix>", notices.notice_file, name="notice_file"),
    path("can-bo/thong-bao/nhat-ky/<int:pk>/", notices.notice_letter, name="notice_letter"),
    path("can-bo/thong-bao/nhat-ky/<int:pk>/gui-lai/", notices.notice_resend, name="notice_resend"),
]
