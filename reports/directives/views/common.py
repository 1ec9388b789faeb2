"""What the pages of directives share."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from people.http import StaffRequest, require
from people.permissions import Permission
from reports.models import Directive, DirectiveTask

VIEW, ISSUE = Permission.DIRECTIVE_VIEW, Permission.DIRECTIVE_ISSUE


def directive_for(request: StaffRequest, uuid: uuids.UUID, permission: str = VIEW) -> Directive:
    """A directive in reach, for those who look over several units; 404 for any other."""
    require(request.user, ISSUE)
    found = Directive.objects.visible_to(request.user, permission)
    return get_object_or_404(found.for_list().select_related("issuer"), uuid=uuid)


def draft_for(request: StaffRequest, uuid: uuids.UUID) -> Directive:
    """A draft of one's own unit; 404 for any other."""
    found = directive_for(request, uuid, ISSUE)
    if not found.is_draft:
        raise Http404
    return found


def running_for(request: StaffRequest, uuid: uuids.UUID) -> Directive:
    """An issued one of one's own unit that still waits for answers; 404 for any other."""
    found = directive_for(request, uuid, ISSUE)
    if not found.is_running:
        raise Http404
    return found


def task_for(request: StaffRequest, uuid: uuids.UUID, permission: str = VIEW) -> DirectiveTask:
    """A task in reach with everything its page shows; 404 for any other."""
    found = DirectiveTask.objects.visible_to(request.user, permission)
    return get_object_or_404(found.for_list(), uuid=uuid)


def tell(request: StaffRequest, act: Callable[[], Any], done: Any) -> bool:
    """Do something that needs no words; what was refused is said above the next page."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, done)
    return True
