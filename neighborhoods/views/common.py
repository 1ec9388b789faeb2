"""What the staff pages of schemes share."""

from __future__ import annotations

import uuid as uuids
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.forms import refuse
from neighborhoods.models import Scheme
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit, UnitVersion

MORE_ROWS = 3  # empty ones that "more rows" adds
MOST_DIGITS = 3


def require(user: User, *permissions: str) -> None:
    """404 for whoever holds none of the permissions anywhere."""
    if not any(user.may(permission) for permission in permissions):
        raise Http404


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


def wards_of(user: User, permission: str) -> dict[int, str]:
    """The wards in which a user may do something, by name."""
    reach = user.reach(permission)
    versions = UnitVersion.objects.today().filter(unit__in=reach.wards).order_by("sort_key")
    return dict(versions.values_list("unit", "name"))


def units_of(ward: Unit) -> dict[int, str]:
    """The khu phố and ấp of a ward today, in natural order."""
    return dict(tree.neighborhoods_of(ward).order_by("sort_key").values_list("unit", "name"))


def usual_kind(ward: Unit) -> str:
    """What most units of a ward are: khu phố in wards, ấp in communes."""
    kinds = tree.neighborhoods_of(ward).order_by().values_list("kind", flat=True)
    return Counter(kinds).most_common(1)[0][0] if kinds else ""


def neighbours(page: Any, query: str = "") -> dict[str, str]:
    """The links to the pages before and after."""
    more = f"&{query}" if query else ""
    return {
        "previous": f"?before={page.previous}{more}" if page.previous else "",
        "next": f"?after={page.next}{more}" if page.next else "",
    }


def do(form: Any, act: Callable[[], Any]) -> bool:
    """Whether a service did it; what it refused is said at its field."""
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    except PermissionDenied as error:  # somebody else was first, and the turn is no longer ours
        raise Http404 from error
    return True


def with_more_rows(posted: Any, prefix: str) -> Any:
    """What was typed into a set of rows, with some empty rows more."""
    data = posted.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = data.get(name, "")
    is_number = total.isascii() and total.isdigit() and len(total) <= MOST_DIGITS
    data[name] = str((int(total) if is_number else 0) + MORE_ROWS)
    return data
