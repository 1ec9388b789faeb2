"""Every address of the API, its schema, and the page that explains it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from feedback import api as cases
from people import api as keys
from wards import api as units

app_name = "api"
SUBJECTS = {
    "key": _("Khóa truy cập"),
    "units": _("Đơn vị"),
    "cases": _("Phản ánh"),
    "moves": _("Các bước xử lý"),
}


@cache
def schema() -> dict[str, Any]:
    """The schema (OpenAPI 3), made once from the views that answer; in English, as programs are."""
    with translation.override("en"):
        return SchemaGenerator(api_version="v1").get_schema(request=None, public=True)


@login_not_required
@require_GET
def schema_json(request: HttpRequest) -> HttpResponse:
    """The schema, for generators of clients."""
    body = OpenApiJsonRenderer().render(schema(), renderer_context={})
    return HttpResponse(body, content_type="application/vnd.oai.openapi+json")


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """What can be asked and sent, drawn from the schema on the server."""
    return render(request, "api/docs.html", {"groups": _groups(), "schema": schema()})


def _groups() -> list[tuple[Any, list[dict[str, Any]]]]:
    """The operations by subject, in the order of the addresses."""
    found: dict[str, list[dict[str, Any]]] = {subject: [] for subject in SUBJECTS}
    for address, methods in schema()["paths"].items():
        for method, operation in methods.items():
            fields = _fields_of(operation)
            one = {"method": method.upper(), "address": address, "fields": fields, **operation}
            found[operation["tags"][0]].append(one)
    return [(SUBJECTS[subject], operations) for subject, operations in found.items()]


def _fields_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters and, where there is one, the members of the body."""
    fields = [
        {
            "name": one["name"],
            "where": one["in"],
            "required": one.get("required", False),
            "type": _type_of(one["schema"]),
            "description": one.get("description", ""),
        }
        for one in operation.get("parameters", [])
    ]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        body = schema()["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        fields += [
            {
                "name": name,
                "where": "body",
                "required": name in body.get("required", []),
                "type": _type_of(one),
                "description": one.get("description", ""),
            }
            for name, one in body["properties"].items()
        ]
    return fields


def _type_of(found: dict[str, Any]) -> str:
    """A word for a type: its choices, its format, or its kind."""
    if "$ref" in found or "allOf" in found or "oneOf" in found:
        name = found.get("$ref") or next(iter(found.get("allOf") or found["oneOf"]))["$ref"]
        found = schema()["components"]["schemas"][name.rpartition("/")[2]]
    if "enum" in found:
        return " | ".join(str(value) for value in found["enum"] if value not in ("", None))
    return found.get("format") or found.get("type", "")


urlpatterns: list[URLPattern] = [
    path("schema/", schema_json, name="schema"),
    path("docs/", docs, name="docs"),
    path("v1/me/", keys.MeView.as_view(), name="me"),
    path("v1/units/", units.UnitsView.as_view(), name="units"),
    path("v1/units/find/", units.FindView.as_view(), name="find_unit"),
    path("v1/units/<uuid:uuid>/", units.UnitView.as_view(), name="unit"),
    path("v1/categories/", cases.CategoriesView.as_view(), name="categories"),
    path("v1/cases/", cases.CasesView.as_view(), name="cases"),
    path("v1/cases/<str:reference>/", cases.CaseView.as_view(), name="case"),
    path("v1/cases/<str:reference>/moves/", cases.CaseMovesView.as_view(), name="case_moves"),
    path("v1/cases/<str:reference>/contact/", cases.CaseContactView.as_view(), name="case_contact"),
    path(
        "v1/cases/<str:reference>/photos/<uuid:uuid>/",
        cases.CasePhotoView.as_view(),
        name="case_photo",
    ),
    *[
        path(f"v1/cases/<str:reference>/{move}/", view, name=f"case_{move}")
        for move, view in cases.move_views().items()
    ],
]
