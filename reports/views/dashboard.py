"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.dashboard import Dashboard


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for the user, by what their posts of today let them do."""
    return render(request, "reports/dashboard.html", {"board": Dashboard(request)})
