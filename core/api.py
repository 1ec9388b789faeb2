"""What every address of the API shares: who asks, how it is read, how errors and pages look.

A system signs in with a token that stands for a user (`people.api_tokens` puts it on the request);
views ask `visible_to` and the services as the pages do. Sessions count for nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import inline_serializer
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView, set_rollback

from core import problems, throttle
from core.json import BadJsonError, bounded_loads
from core.paging import KeysetPage, Seeking
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


class ApiRequest(Request):
    """A request of the API, for type checks: `user` is a user or nobody, `auth` the key or None."""

    user: Any
    auth: Any
    data: dict[str, Any]


RATE = "600/minute"  # for one token
PAGE_SIZE = 50
CONFLICTS = frozenset({"changed", "forbidden"})  # codes of a service that lost a race


class TokenAuthentication(BaseAuthentication):
    """The token that the middleware found valid; anything else in the header is refused."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """The user whose reach the token has, and the token."""
        plain: Any = request._request  # noqa: SLF001 - how the framework gives the request itself
        if getattr(plain, "api_token", None) is not None:
            return plain.user, plain.api_token
        if "Authorization" in plain.headers:
            raise exceptions.AuthenticationFailed
        return None

    def authenticate_header(self, request: Any) -> str:
        """How one signs in, for the answer 401."""
        return 'Bearer realm="gan-dan"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema says it."""

    target_class = "core.api.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class TokenMayWrite(BasePermission):
    """A token made for reading changes nothing."""

    def has_permission(self, request: Any, view: APIView) -> bool:
        """Whether the method fits the token."""
        return request.method in {"GET", "HEAD", "OPTIONS"} or request.auth.may_write


class TokenThrottle(BaseThrottle):
    """So many requests a minute for each token, counted as everything else is (core/throttle.py)."""

    def allow_request(self, request: Any, view: APIView) -> bool:
        """Count one."""
        key = f"token:{request.auth.pk}" if request.auth else throttle.client_key(request._request)  # noqa: SLF001 - likewise
        return throttle.hit("api", key, RATE)

    def wait(self) -> float:
        """Seconds after which another try makes sense."""
        return 60.0


class BoundedJSONParser(BaseParser):
    """An object in JSON, bounded before it can do harm, with every text cleaned as in a form."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict:
        """The object sent. Raises ParseError for anything else."""
        try:
            value = bounded_loads(stream.read())
        except BadJsonError as error:
            raise exceptions.ParseError(str(error)) from error
        if not isinstance(value, dict):
            raise exceptions.ParseError("not an object")
        return {clean(name): _cleaned(item) for name, item in value.items()}


class ProblemRenderer(JSONRenderer):
    """Errors by their own media type."""

    media_type = problems.MEDIA_TYPE


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise exceptions.ParseError("a field holds one value")


class ApiView(APIView):
    """Base of every address of the API."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, TokenMayWrite]
    throttle_classes = [TokenThrottle]
    parser_classes = [BoundedJSONParser]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answers of the API are kept by nobody on the way."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        if response.status_code >= status.HTTP_400_BAD_REQUEST:
            response.accepted_renderer = ProblemRenderer()
            response.accepted_media_type = problems.MEDIA_TYPE
            response.content_type = problems.MEDIA_TYPE
        return response


# --- Errors ---------------------------------------------------------------------------------------


class InvalidError(exceptions.APIException):
    """400: what was sent is wrong, field by field."""

    status_code: int = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__()
        self.errors = errors


class ConflictError(InvalidError):
    """409: it was right once; somebody was faster."""

    status_code = status.HTTP_409_CONFLICT


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """A problem for every error that a view raises; None for our own faults, which Django logs."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ValidationError):
        error = refusal(error)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(round(wait))
    found = problems.body(
        error.status_code,
        detail=str(error.detail) if isinstance(error, exceptions.ParseError) else "",
        errors=getattr(error, "errors", None),
    )
    return Response(found, status=error.status_code, headers=headers)


def refusal(error: ValidationError) -> InvalidError:
    """A service's refusal: 409 where somebody was faster, else 400 with the fields it names."""
    found = [
        {"field": "" if name == NON_FIELD_ERRORS else name, "message": text, "code": one.code or ""}
        for name, errors in _by_field(error).items()
        for one in errors
        for text in one.messages
    ]
    kind = ConflictError if {one["code"] for one in found} & CONFLICTS else InvalidError
    return kind(found)


def _by_field(error: ValidationError) -> Mapping[str, list[ValidationError]]:
    if hasattr(error, "error_dict"):
        return error.error_dict
    return {NON_FIELD_ERRORS: error.error_list}


def require_valid(form: forms.BaseForm, known: Mapping[str, Any] | None = None) -> None:
    """Refuse what a form refuses, and every name it does not know. Raises InvalidError."""
    names = form.data if known is None else known
    errors = [
        {"field": name, "message": _("Không có mục này."), "code": "unknown"}
        for name in names
        if name not in form.fields
    ]
    for name, found in form.errors.get_json_data().items():
        field = "" if name == NON_FIELD_ERRORS else name
        errors += [{"field": field, **one} for one in found]
    if errors:
        raise InvalidError(errors)


class ProblemSerializer(serializers.Serializer):
    """A problem (RFC 9457), for the schema."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = serializers.ListField(  # type: ignore[assignment]  # a field, not the property
        child=serializers.DictField(), required=False
    )


# --- What a form asks for, as the schema says it -----------------------------------------------------


def parameters_of(name: str, fields: Mapping[str, forms.Field]) -> list[Any]:
    """The parameters of an address that a form reads: one rule for the check and for the schema."""
    return [body_of(f"{name}Parameters", fields)]


def body_of(
    name: str, fields: Mapping[str, forms.Field], without: frozenset[str] = frozenset()
) -> type[serializers.Serializer]:
    """The body that a form reads, as a serializer for the schema."""
    found = {key: serializer_field(field) for key, field in fields.items() if key not in without}
    return type(name, (serializers.Serializer,), found)


def serializer_field(field: forms.Field) -> serializers.Field:
    """The field of the schema for one of a form. Choices that depend on the case are plain texts."""
    more: dict[str, Any] = {"required": field.required, "help_text": field.help_text or field.label}
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**more)
    if isinstance(field, forms.ModelChoiceField | forms.IntegerField):
        return serializers.IntegerField(**more)
    choices = [key for key, _label in getattr(field, "choices", None) or [] if key != ""]
    if choices and all(isinstance(key, str | int) for key in choices):
        return serializers.ChoiceField(choices=choices, **more)
    if isinstance(field, forms.UUIDField):
        return serializers.UUIDField(**more)
    if isinstance(field, forms.DateField):
        return serializers.DateField(**more)
    longest = getattr(field, "max_length", None)
    return serializers.CharField(max_length=longest, allow_blank=not field.required, **more)


def page_serializer(row: type[serializers.Serializer]) -> serializers.Serializer:
    """One page of rows, for the schema."""
    fields = {
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return inline_serializer(f"{row.__name__.removesuffix('Serializer')}Page", fields)


# --- Pages ----------------------------------------------------------------------------------------


def page_of(
    request: ApiRequest,
    rows: QuerySet[Any],
    order: list[str],
    serializer: type[serializers.Serializer],
    seeking: Seeking | None = None,
    **context: Any,
) -> Response:
    """One page by key, with the addresses of its neighbours; `seeking` as in `KeysetPage`.

    Raises InvalidError for a bad cursor.
    """
    page = KeysetPage(rows, order=order, data=request.GET, size=PAGE_SIZE, seeking=seeking)
    if page.refused:
        message = _("Không phải dấu trang của danh sách này.")
        raise InvalidError([{"field": page.refused, "message": message, "code": "cursor"}])
    data = serializer(page.rows, many=True, context={"request": request, **context}).data
    return Response(
        {
            "next": _address(request, after=page.next),
            "previous": _address(request, before=page.previous),
            "results": data,
        }
    )


def _address(request: ApiRequest, **cursor: str) -> str | None:
    """The same list from another place on; None where there is nothing."""
    ((name, token),) = cursor.items()
    if not token:
        return None
    query = request.GET.copy()
    for old in ("before", "after"):
        query.pop(old, None)
    query[name] = token
    return f"{request.path}?{query.urlencode()}"
