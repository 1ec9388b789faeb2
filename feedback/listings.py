"""How cases and obstacles are listed where another room names them: how they stand, no citizen's words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listings import Column, Listing, Order
from feedback.models import Case, Obstacle
from feedback.querysets import CaseQuerySet
from people.permissions import Permission
from wards.names import name_of

# What a citizen wrote is not even read: a list of numbers is no reading of a case.
WORDS = ("body", "place", "rating_text", "public_summary", "public_answer")


def _cases(user: Any) -> CaseQuerySet:
    visible = Case.objects.visible_to(user, Permission.CASE_VIEW).select_related("category")
    return visible.defer(*WORDS).annotate(place_name=name_of("unit"))


def _obstacles(user: Any) -> Any:
    visible = Obstacle.objects.visible_to(user, Permission.OBSTACLE_VIEW).select_related("kind")
    return visible.annotate(place_name=name_of("unit"))


CASES_LISTED = Listing(
    _("phản ánh"),
    _cases,
    (
        Column(_("Phản ánh"), lambda case: case.reference),
        Column(_("Loại việc"), lambda case: case.category.name),
        Column(_("Nơi xảy ra"), lambda case: case.place_name),
        Column(_("Nhận lúc"), lambda case: case.received_at),
        Column(_("Hạn hiện nay"), lambda case: case.due_at),
        Column(_("Trạng thái hôm nay"), lambda case: case.get_status_display()),
    ),
    lambda case: reverse("feedback:case", args=[case.reference]),
    {
        "newest": Order(_("Mới nhận trước"), ["-received_at"]),
        "oldest": Order(_("Nhận lâu nhất trước"), ["received_at"]),
    },
    beside=2,
)

OBSTACLES_LISTED = Listing(
    _("vướng mắc"),
    _obstacles,
    (
        Column(_("Vướng mắc"), lambda found: found.title),
        Column(_("Loại vướng mắc"), lambda found: str(found.kind)),
        Column(_("Nơi vướng mắc"), lambda found: found.place_name),
        Column(_("Ghi nhận lúc"), lambda found: found.reported_at),
        Column(_("Hạn hiện nay"), lambda found: found.due_on),
        Column(_("Trạng thái hôm nay"), lambda found: found.get_state_display()),
        Column(_("Số"), lambda found: found.number),
    ),
    lambda found: found.get_absolute_url(),
    {
        "newest": Order(_("Mới ghi nhận trước"), ["-reported_at"]),
        "due": Order(_("Hạn gần nhất trước"), ["due_on"]),
    },
    beside=2,
)
