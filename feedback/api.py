"""The API's share of this room: cases in reach, taking one in, and every move of the workflow.

What may be sent is what the forms of the pages take; what is done is done by the same services.
"""

from __future__ import annotations

import uuid as uuids
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from core.api import (
    ApiView,
    ProblemSerializer,
    body_of,
    page_of,
    page_serializer,
    parameters_of,
    require_valid,
)
from core.audit import record_access
from feedback import actions, inbox
from feedback.api_shapes import (
    CaseRowSerializer,
    CaseSerializer,
    CategorySerializer,
    ContactSerializer,
    EventSerializer,
    MoveSerializer,
)
from feedback.filters import CaseFilterSet
from feedback.forms.take_in import TakeInForm
from feedback.models import Case, Category, Photo
from feedback.services import submission
from feedback.views.case import NEEDED
from feedback.views.common import fetch_case
from feedback.workflow import MOVES
from people.api import KEY_PARAMETER, WritingView
from people.http import require
from people.permissions import Permission

if TYPE_CHECKING:
    from core.api import ApiRequest
    from feedback.forms.staff import MoveForm

TAGS = ["cases"]
NOT_TYPED = frozenset({"token", "template"})  # made by the portal; a help of the page
PROBLEMS = {400: ProblemSerializer, 404: ProblemSerializer}
WRITE_PROBLEMS = PROBLEMS | {409: ProblemSerializer, 422: ProblemSerializer}


# --- Reading --------------------------------------------------------------------------------------


class CategoriesView(ApiView):
    """What cases are about."""

    @extend_schema(operation_id="categories", tags=TAGS, responses=CategorySerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """The kinds of matters that can be chosen today."""
        return Response(CategorySerializer(Category.objects.offered(), many=True).data)


class CasesView(WritingView):
    """The cases in reach, and taking one in."""

    @extend_schema(
        operation_id="cases",
        tags=TAGS,
        parameters=parameters_of("Cases", CaseFilterSet.schema_fields()),
        responses={200: page_serializer(CaseRowSerializer)} | PROBLEMS,
    )
    def get(self, request: ApiRequest) -> Response:
        """Cases in reach by the filters of the inbox; without `status` those that are open."""
        require(request.user, Permission.CASE_VIEW)
        visible = Case.objects.visible_to(request.user, Permission.CASE_VIEW)
        filters = CaseFilterSet(request.GET, visible, user=request.user)
        inbox.Inbox(request.user, visible, filters)  # offers the ward's officials as a filter
        asked = {name: "" for name in request.GET if name not in {"after", "before"}}
        require_valid(filters.form, asked)
        rows = filters.rows.for_list().select_related("unit", "ward")
        return page_of(
            request, rows, inbox.ORDERS[filters.order], CaseRowSerializer, seeking=filters.seeking
        )

    @extend_schema(
        operation_id="take_in_case",
        tags=TAGS,
        parameters=[KEY_PARAMETER],
        request=body_of("TakeIn", TakeInForm.base_fields, NOT_TYPED),
        responses={201: CaseSerializer} | WRITE_PROBLEMS,
    )
    def post(self, request: ApiRequest) -> Response:
        """Take in what somebody said, wrote or called about; `unit` is a number from `units`."""
        require(request.user, Permission.CASE_TAKE_IN)
        return self.once(request, lambda: self._take_in(request))

    def _take_in(self, request: ApiRequest) -> Response:
        token = uuids.uuid4()
        form = TakeInForm(typed(request.data, token=str(token)), user=request.user)
        require_valid(form, request.data)
        case = submission.take_in(
            token=token,
            channel=form.cleaned_data["channel"],
            by=request.user,
            **form.columns(),
        )
        found = fetch_case(request, case.reference, Permission.CASE_VIEW)
        address = {"Location": f"/api/v1/cases/{case.reference}/"}
        return Response(case_data(request, found), status.HTTP_201_CREATED, headers=address)


class CaseView(ApiView):
    """One case."""

    @extend_schema(operation_id="case", tags=TAGS, responses={200: CaseSerializer} | PROBLEMS)
    def get(self, request: ApiRequest, reference: str) -> Response:
        """A case in reach; 404 for any other, whether it exists or not."""
        found = fetch_case(request, reference, Permission.CASE_VIEW)
        return Response(case_data(request, found))


class CaseMovesView(ApiView):
    """What can be done with a case now."""

    @extend_schema(
        operation_id="case_moves", tags=TAGS, responses={200: MoveSerializer(many=True)} | PROBLEMS
    )
    def get(self, request: ApiRequest, reference: str) -> Response:
        """The moves this key may make, the usual next one first, with the values their fields take."""
        case = fetch_case(request, reference, Permission.CASE_VIEW)
        found = [
            {
                "move": action.move,
                "label": action.label,
                "address": f"/api/v1/cases/{case.reference}/{action.move}/",
                "asks": asked_by(action.for_case(case, user=request.user)),
            }
            for action in offered(request, case)
        ]
        return Response(MoveSerializer(found, many=True).data)


class CasePhotoView(ApiView):
    """A photo of a case."""

    @extend_schema(
        operation_id="case_photo",
        tags=TAGS,
        responses={(200, "image/jpeg"): bytes} | PROBLEMS,
    )
    def get(self, request: ApiRequest, reference: str, uuid: uuids.UUID) -> Any:
        """The pixels as the portal has drawn them anew, without anything else that a camera writes."""
        from feedback.views.photos import answer_with  # noqa: PLC0415 - the view of the pages

        photos = Photo.objects.visible_to(request.user, Permission.CASE_VIEW)
        found = photos.filter(uuid=uuid, case__reference=reference.upper()).first()
        if found is None:
            raise Http404
        return answer_with(found.file)


# --- Changing -------------------------------------------------------------------------------------


class CaseContactView(WritingView):
    """The sender's contact; looking is written down, so it is asked for by POST."""

    @extend_schema(
        operation_id="case_contact",
        tags=TAGS,
        parameters=[KEY_PARAMETER],
        request=None,
        responses={200: ContactSerializer} | PROBLEMS,
    )
    def post(self, request: ApiRequest, reference: str) -> Response:
        """How the sender is reached; who asked is kept in the log of accesses."""
        case = fetch_case(request, reference, Permission.CASE_VIEW_CONTACT)
        if not case.shows_contact:  # type: ignore[attr-defined]
            raise Http404
        record_access(
            by=request.user, about=case.reference, scope=case.ward_id, why=request.auth.name
        )
        return Response(ContactSerializer(case.contact).data)


class CaseMoveView(WritingView):
    """One move of the workflow, by the form and the service of the page."""

    made: actions.Action

    @property
    def needed(self) -> str:
        """The permission that the move needs."""
        return MOVES[self.made.move].needs or ""

    def make(self, request: ApiRequest, reference: str) -> Response:
        """Once, by the form and the service of the page."""
        fetch_case(request, reference, self.needed)
        return self.once(request, lambda: self._make(request, reference))

    def _make(self, request: ApiRequest, reference: str) -> Response:
        case = fetch_case(request, reference, self.needed)
        form = self.made.for_case(case, user=request.user, data=typed(request.data))
        require_valid(form, request.data)
        self.made.perform(case=case, by=request.user, **form.arguments())
        visible = Case.objects.visible_to(request.user, Permission.CASE_VIEW)
        if not visible.filter(pk=case.pk).exists():  # it has left the reach of this key
            return Response({"reference": case.reference, "moved_away": True})
        return Response(case_data(request, fetch_case(request, reference, Permission.CASE_VIEW)))


def move_views() -> dict[str, Any]:
    """A view for each move, by the name of the move."""
    return {str(action.move): _view_of(action) for action in actions.ACTIONS.values()}


def _view_of(action: actions.Action) -> Any:
    """A class for each, as each takes another body."""

    @extend_schema(
        operation_id=f"{action.move}_case",
        tags=["moves"],
        parameters=[KEY_PARAMETER],
        request=body_of(f"{str(action.move).title()}Move", action.form.base_fields, NOT_TYPED),
        responses={200: CaseSerializer} | WRITE_PROBLEMS,
    )
    def post(self: CaseMoveView, request: ApiRequest, reference: str) -> Response:
        """Make the move on the version that was seen; 409 where somebody was faster."""
        return self.make(request, reference)

    view: Any = type("MoveView", (CaseMoveView,), {"made": action, "post": post})
    return view.as_view()


# --- Helpers --------------------------------------------------------------------------------------


def typed(data: dict[str, Any], **more: str) -> MultiValueDict[str, str]:
    """What was sent, as a form reads it: texts, and nothing for null and false."""
    values = {
        name: "on" if value is True else str(value)
        for name, value in data.items()
        if value is not None and value is not False
    }
    return MultiValueDict({name: [value] for name, value in (values | more).items()})


def offered(request: ApiRequest, case: Case) -> list[actions.Action]:
    """The moves that make sense now."""
    held = Case.objects.permissions_on(case.pk, request.user, NEEDED)
    return actions.offered(case, held)


def case_data(request: ApiRequest, case: Case) -> Any:
    """A case with its events and moves, as it is answered."""
    case.moves = [str(action.move) for action in offered(request, case)]  # type: ignore[attr-defined]
    case.has_contact = case.shows_contact  # type: ignore[attr-defined]
    events = case.events.for_timeline().prefetch_related("photos")
    data = CaseSerializer(case).data
    data["events"] = EventSerializer(events, many=True).data
    return data


def asked_by(form: MoveForm) -> list[dict[str, Any]]:
    """The fields of a move with their choices."""
    return [
        {
            "name": name,
            "label": field.label or "",
            "required": field.required,
            "choices": _choices(field),
        }
        for name, field in form.fields.items()
        if name not in NOT_TYPED
    ]


def _choices(field: Any) -> list[dict[str, str]] | None:
    if not hasattr(field, "choices"):
        return None
    found = []
    for value, label in field.choices:
        group = label if isinstance(label, list | tuple) else [(value, label)]
        found += [{"value": str(key), "label": str(name)} for key, name in group if key != ""]
    return found
