"""Boards in the offices, and the figures that are for everybody."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.export import TABLES
from people import boards
from people.http import StaffRequest, require
from people.permissions import Permission
from reports.boards.board import Board


@require_GET
def board(request: StaffRequest) -> HttpResponse:
    """How a unit stands: cases over time and by unit, and what the other rooms have to say."""
    require(request.user, Permission.CASE_VIEW)
    return render(request, "reports/boards/board.html", {"board": Board(request.user, request.GET)})


@require_GET
def board_file(request: StaffRequest, table: str, suffix: str) -> HttpResponse:
    """One table of a board to take away; a wrong filter leads back to where it can be put right."""
    require(request.user, Permission.CASE_VIEW)
    if suffix not in TABLES:
        raise Http404
    shown = Board(request.user, request.GET)
    if not shown.is_right:
        return redirect(f"{reverse('reports:board')}?{request.GET.urlencode()}")
    found = boards.table_of(shown.scope, table)
    if found is None:
        raise Http404
    name = f"{table}-{shown.scope.first:%Y-%m-%d}-{shown.scope.last:%Y-%m-%d}"
    return TABLES[suffix](name, [str(label) for label in found.header], found.rows)
