"""Error pages: in the portal's look, and standing when everything else has fallen."""

import psycopg2
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from core import views
from core.files import StorageDownError


@login_not_required
def broken(request):
    """A view with a fault."""
    raise RuntimeError


urlpatterns = [path("hong/", broken), path("", include("config.urls"))]
handler404, handler500 = views.not_found, views.server_error


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (400, "Yêu cầu không đọc được"),
        (403, "Không có quyền xem trang này"),
        (404, "Không tìm thấy trang"),
        (413, "Tệp gửi lên quá lớn"),
        (429, "Thao tác quá nhanh"),
        (500, "Cổng đang gặp trục trặc"),
        (503, "Cổng tạm gián đoạn"),
    ],
)
def test_error_page_needs_no_database_and_is_not_kept(status, heading):
    response = views.error_page(status)
    body = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in body
    assert "113" in body
    assert "no-store" in response["Cache-Control"]


def test_error_page_links_files_by_their_plain_names():
    body = views.error_page(500).content.decode()
    assert '<link rel="stylesheet" href="/static/css/portal.css">' in body


def test_error_page_stands_when_the_list_of_static_names_is_broken():
    broken = {"staticfiles": {"BACKEND": "core.nowhere.Storage"}}
    with override_settings(STORAGES=broken):
        assert views.error_page(500).status_code == 500


def test_throttled_page_says_when_to_come_back():
    assert "Xin thử lại sau 3 phút." in views.error_page(429, minutes=3).content.decode()
    assert "Xin thử lại sau ít phút." in views.error_page(429).content.decode()


def test_csrf_page_says_that_nothing_was_sent():
    request = RequestFactory().post("/")
    response = views.csrf_failure(request, reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert "Chưa có gì được gửi đi." in response.content.decode()
    assert "CSRF" not in response.content.decode()


@pytest.mark.urls(__name__)
def test_failing_view_answers_with_our_page():
    client = Client(raise_request_exception=False)
    response = client.get("/hong/")
    assert response.status_code == 500
    assert "<h1>Cổng đang gặp trục trặc</h1>" in response.content.decode()


def test_unknown_address_answers_with_our_page(client):
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "<h1>Không tìm thấy trang</h1>" in response.content.decode()


def test_error_pages_take_no_context_from_the_portal():
    drawn = Template('{% extends "errors/500.html" %}').render(Context({}))
    assert "<h1>Cổng đang gặp trục trặc</h1>" in drawn


@pytest.mark.parametrize(
    "error", [OperationalError, InterfaceError, StorageDownError, psycopg2.DatabaseError]
)
def test_a_service_that_is_away_is_503_and_worth_another_try(rf, error):
    """Also where the fault that reached us only arose from it."""
    answers = []

    def fail():
        raise RuntimeError from error("server closed the connection")

    try:
        fail()
    except RuntimeError:
        answers.append(views.server_error(rf.get("/")))
    (response,) = answers
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "<h1>Cổng tạm gián đoạn</h1>" in response.content.decode()
