"""What the staff pages of schemes share."""

from __future__ import annotations

import uuid as uuids
from collections import Counter
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from neighborhoods.models import Scheme
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit

MORE_ROWS = 3  # empty ones that "more rows" adds
MOST_DIGITS = 3


def scheme_for(user: User, uuid: uuids.UUID, permission: str = Permission.SCHEME_VIEW) -> Scheme:
    """The scheme in the user's reach, or 404."""
    visible = Scheme.objects.visible_to(user, permission)
    found = visible.select_related("step", "procedure", "decision", "ward", "created_by__person")
    return get_object_or_404(found, uuid=uuid)


def editable_for(user: User, uuid: uuids.UUID) -> Scheme:
    """The scheme, if its content may be changed now by this user; 404 otherwise."""
    scheme = scheme_for(user, uuid, Permission.SCHEME_MANAGE)
    if not scheme.is_editable:
        raise Http404
    return scheme


def units_of(ward: Unit) -> dict[int, str]:
    """The khu phố and ấp of a ward today, in natural order."""
    return dict(tree.neighborhoods_of(ward).order_by("sort_key").values_list("unit", "name"))


def usual_kind(ward: Unit) -> str:
    """What most units of a ward are: khu phố in wards, ấp in communes."""
    kinds = tree.neighborhoods_of(ward).order_by().values_list("kind", flat=True)
    return Counter(kinds).most_common(1)[0][0] if kinds else ""


def with_more_rows(posted: Any, prefix: str) -> Any:
    """What was typed into a set of rows, with some empty rows more."""
    data = posted.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = data.get(name, "")
    is_number = total.isascii() and total.isdigit() and len(total) <= MOST_DIGITS
    data[name] = str((int(total) if is_number else 0) + MORE_ROWS)
    return data


def forget_errors(form: Any, rows: Any) -> None:
    """Who asks for more rows has not sent the form yet: nothing in it is wrong so far."""
    for one in (form, *rows.forms):
        one.errors.clear()
    rows.non_form_errors().clear()
