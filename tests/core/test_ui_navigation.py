"""The staff rail: who sees what, in which order, with which count."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, path

from core import navigation
from core.navigation import Item

urlpatterns = [
    path("can-bo/", lambda request: None, name="desk"),
    path("can-bo/phan-anh/", lambda request: None, name="cases"),
    path("can-bo/nhat-ky/", lambda request: None, name="audit"),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def rail(monkeypatch):
    """An empty rail to register in."""
    monkeypatch.setattr(navigation, "_items", {})


def request_of(*permissions, path="/can-bo/"):
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(may=lambda permission: permission in permissions)
    return request


@pytest.mark.usefixtures("rail")
def test_rail_shows_only_what_the_user_may_open():
    navigation.register(Item("Nhật ký", "audit", "Hệ thống", 90, "audit.view"))
    navigation.register(Item("Phản ánh", "cases", "Công việc", 20, "case.view"))
    navigation.register(Item("Việc của tôi", "desk", "Công việc", 10))
    shown = navigation.for_request(request_of("case.view"))
    assert [(group.label, [entry.label for entry in group.entries]) for group in shown] == [
        ("Công việc", ["Việc của tôi", "Phản ánh"])
    ]


@pytest.mark.usefixtures("rail")
def test_rail_marks_the_longest_address_only():
    navigation.register(Item("Việc của tôi", "desk", "", 10))
    navigation.register(Item("Phản ánh", "cases", "", 20))
    (group,) = navigation.for_request(request_of(path="/can-bo/phan-anh/KP-7QD4-M2XN/"))
    assert [entry.is_current for entry in group.entries] == [False, True]


@pytest.mark.usefixtures("rail")
def test_rail_counts_for_the_request():
    navigation.register(Item("Phản ánh", "cases", "", 20, count=lambda request: len(request.path)))
    (group,) = navigation.for_request(request_of())
    assert group.entries[0].count == len("/can-bo/")


@pytest.mark.usefixtures("rail")
def test_counts_of_what_one_may_not_open_are_not_asked_for():
    asked = []
    navigation.register(Item("Nhật ký", "audit", "", 90, "audit.view", count=asked.append))
    assert navigation.for_request(request_of()) == []
    assert asked == []


@pytest.mark.usefixtures("rail")
def test_item_with_an_unknown_address_says_which():
    navigation.register(Item("Lạc", "nowhere", "", 10))
    with pytest.raises(NoReverseMatch, match="Lạc names the unknown address nowhere"):
        navigation.for_request(request_of())
