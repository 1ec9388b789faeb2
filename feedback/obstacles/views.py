"""Staff pages of the obstacle log: list, wards side by side, a new one, one with its moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import on_version, refuse
from feedback.models import Obstacle
from feedback.obstacles import actions, file, pages, services
from feedback.obstacles.filters import ObstacleFilterSet
from feedback.obstacles.forms import MoveForm, ReportForm
from feedback.obstacles.workflow import MOVES
from people.http import require
from people.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

NEEDED = sorted({move.needs for move in MOVES.values() if move.needs})


@never_cache
@require_GET
def obstacles(request: HttpRequest) -> HttpResponse:
    """Obstacles in reach by filter, the most late first."""
    require(request.user, Permission.OBSTACLE_VIEW)
    visible = Obstacle.objects.visible_to(request.user, Permission.OBSTACLE_VIEW)
    filters = ObstacleFilterSet(request.GET, visible, user=request.user)
    log = pages.Log(request.user, visible, filters, request.GET)
    tabs = pages.tabs(request.user, by_ward=False)
    context = {"log": log, "filters": filters, "page": log.page, "tabs": tabs}
    return render(request, "feedback/obstacles/list.html", context)


@never_cache
@require_GET
def obstacle_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same obstacles to take away, by the same filters."""
    require(request.user, Permission.OBSTACLE_VIEW)
    visible = Obstacle.objects.visible_to(request.user, Permission.OBSTACLE_VIEW)
    filters = ObstacleFilterSet(request.GET, visible, user=request.user)
    return list_response(suffix, "vuong-mac", file.HEADER, file.rows(filters))


@never_cache
@require_GET
def obstacles_by_ward(request: HttpRequest) -> HttpResponse:
    """How the wards below stand, side by side."""
    require(request.user, Permission.OBSTACLE_ABOVE)
    visible = Obstacle.objects.visible_to(request.user, Permission.OBSTACLE_VIEW)
    rows = pages.ward_rows(visible)
    tabs = pages.tabs(request.user, by_ward=True)
    context = {"rows": rows, "bars": pages.bars(rows), "tabs": tabs}
    return render(request, "feedback/obstacles/by_ward.html", context)


@never_cache
@require_GET
def obstacle_wards_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same table to take away."""
    require(request.user, Permission.OBSTACLE_ABOVE)
    visible = Obstacle.objects.visible_to(request.user, Permission.OBSTACLE_VIEW)
    rows = file.ward_rows(pages.ward_rows(visible))
    return list_response(suffix, "vuong-mac-theo-phuong", file.WARDS, rows)


@never_cache
@require_http_methods(["GET", "POST"])
def obstacle_add(request: HttpRequest) -> HttpResponse:
    """Enter an obstacle."""
    require(request.user, Permission.OBSTACLE_REPORT)
    form = ReportForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            new = services.report_obstacle(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("Đã ghi nhận vướng mắc số %(number)d.") % {"number": new.number}
            )
            return redirect(new)
    return render(request, "feedback/obstacles/add.html", {"form": form})


@never_cache
@require_GET
def obstacle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One obstacle: what happened, and what can be done."""
    found = _fetch(request, uuid, Permission.OBSTACLE_VIEW)
    return _render(request, found, actions.PageForm(request.GET).opened())


@never_cache
@require_http_methods(["GET", "POST"])
def obstacle_move(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """Make a move, or show on the page why it was not made, with all that was typed."""
    action = actions.ACTIONS.get(slug)
    if action is None:
        raise Http404
    found = _fetch(request, uuid, MOVES[action.move].needs)
    if request.method == "GET":
        return redirect(f"{found.get_absolute_url()}?viec={slug}")
    form = action.form(request.POST, obstacle=found)
    if form.is_valid() and _made(request, found, action, form):
        return _after(request, found)
    found = _fetch(request, uuid, Permission.OBSTACLE_VIEW)
    form.obstacle = found
    return _render(request, found, action, on_version(form, found.version))


def _made(request: HttpRequest, found: Obstacle, action: actions.Action, form: MoveForm) -> bool:
    try:
        action.perform(obstacle=found, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return False
    except PermissionDenied as error:  # it left the reach between the two looks at it
        raise Http404 from error
    messages.success(request, action.done)
    return True


def _after(request: HttpRequest, found: Obstacle) -> HttpResponse:
    visible = Obstacle.objects.visible_to(request.user, Permission.OBSTACLE_VIEW)
    is_seen = visible.filter(pk=found.pk).exists()
    return redirect(found if is_seen else reverse("feedback:obstacles"))


def _fetch(request: HttpRequest, uuid: UUID, permission: str | None) -> Obstacle:
    """An obstacle in reach with everything its page shows; 404 for any other."""
    found = Obstacle.objects.visible_to(request.user, permission or "").for_list()
    found = found.select_related("unit", "ward", "decision", "reported_by__person")
    return get_object_or_404(found, uuid=uuid)


def _render(
    request: HttpRequest,
    found: Obstacle,
    action: actions.Action | None,
    form: MoveForm | None = None,
) -> HttpResponse:
    permissions = Obstacle.objects.permissions_on(found.pk, request.user, NEEDED)
    offered = actions.offered(found, permissions)
    if form is None and action in offered and not action.is_plain:
        form = action.form(obstacle=found)
    events = found.events.select_related("by__person", "owner__person").order_by("-at", "-pk")
    context = {
        "obstacle": found,
        "events": events,
        "offered": offered,
        "next": actions.next_move(found, [each.move for each in offered]),
        "action": action if form else None,
        "form": form,
        "has_errors": bool(form and form.errors),
    }
    return render(request, "feedback/obstacles/obstacle.html", context)
