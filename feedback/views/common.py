"""What several staff pages of the room need: who may come in, and which case is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from feedback.models import Case
from wards.names import name_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def fetch_case(request: HttpRequest, reference: str, permission: str) -> Case:
    """A case in reach with everything its page shows; 404 for any other."""
    cases = Case.objects.visible_to(request.user, permission).for_list()
    cases = cases.select_related(
        "unit", "ward", "contact", "rule", "merged_into", "assigned_unit"
    ).defer("merged_into__search_vector", "merged_into__public_vector")
    cases = cases.annotate(
        origin_name=name_of("origin_ward"),
        shows_contact=Exists(
            Case.objects.contact_shown_to(request.user).filter(
                pk=OuterRef("pk"), contact__isnull=False
            )
        ),
    )
    return get_object_or_404(cases, reference=reference.upper())
