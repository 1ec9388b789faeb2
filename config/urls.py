"""Every address of the portal: each room writes its own in full, from the root."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from core import health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("feedback.urls")),  # the busiest first: patterns are tried in this order
    path("", include("core.urls")),
    path("", include("wards.urls")),
    path("", include("people.urls_account")),
    path("", include("people.urls")),
    path("", include("neighborhoods.urls")),
    path("", include("reports.urls")),
    path("api/", include("config.api")),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("quan-tri/", admin.site.urls),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
handler429 = "people.views.account.too_many_requests"  # asked for by allauth
