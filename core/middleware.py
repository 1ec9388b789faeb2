"""Two walls every request passes: clean input, and no writing on GET."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from core.problems import is_for_machine
from core.text import clean
from core.views import error_page, unavailable

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CleanInputMiddleware:
    """Everything typed or linked is NFC and free of controls before anything reads it.

    Stands before the session middleware: a cookie may carry a NUL too. A body that is too large is
    answered with 413, one that cannot be read with 400, an address with control characters with 404.
    Files are left alone (`core.imaging` and the imports judge them), and so are JSON bodies
    (`core.json.bounded_loads`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.PORTAL_MAX_REQUEST_BYTES:
            return error_page(413)
        if _has_controls(request.path_info):
            raise Http404
        request.COOKIES = {
            name: value
            for name, value in request.COOKIES.items()
            if not _has_controls(name) and not _has_controls(value)
        }
        _read_as_utf8(request)
        request.GET = cleaned(request.GET)
        if _is_form(request):
            try:
                request.POST = cleaned(request.POST)
            except RequestDataTooBig:
                return error_page(413)
            except (UnreadablePostError, MultiPartParserError, LookupError) as error:
                # cut connection, broken parts, an encoding that does not exist
                raise BadRequest("unreadable form") from error
            except OSError:  # no room for a large upload
                logger.exception("a form cannot be taken in")
                return unavailable(request)
        return self.get_response(request)


def _is_form(request: HttpRequest) -> bool:
    """The API takes no forms, and says so itself."""
    is_sent = request.method == "POST" and request.content_type in FORM_TYPES
    return is_sent and not is_for_machine(request)


def cleaned(data: QueryDict) -> Any:
    """The same data with every name and value cleaned; read-only like the first."""
    copy = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        copy.setlist(clean(name), [clean(value) for value in values])
    copy._mutable = False  # noqa: SLF001 - a QueryDict has no other way
    return copy


def _read_as_utf8(request: HttpRequest) -> None:
    """Forget the character set that a client claims: browsers send UTF-8, and Python knows "base64"."""
    if request.encoding is None:
        return
    request.GET = QueryDict()  # the setter below would look at it first, in that very character set
    request.encoding = None  # type: ignore[assignment]  # as in the class itself


def _length(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _has_controls(value: str) -> bool:
    return any(
        char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in value
    )


class WriteOnGetError(RuntimeError):
    """A view tried to change the database while answering a GET."""


# At the start, after ";" (the audit context is put before a statement) or inside a WITH.
_WRITE = re.compile(
    r"(?:^|[;(])\s*(?:insert|update|delete|merge|truncate|create|alter|drop|grant|revoke|copy)\b",
    re.IGNORECASE,
)


class ReadOnlyGetMiddleware:
    """While a view answers GET, HEAD or OPTIONS, any statement that writes raises `WriteOnGetError`.

    Stands last, so that what other middleware keep (the session) is not concerned. Costs no round
    trip. There is no list of exceptions.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(_refuse_writes))
            return self.get_response(request)


def _refuse_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    text = sql.decode() if isinstance(sql, bytes) else str(sql)
    if _WRITE.search(text):
        raise WriteOnGetError(f"a GET may not run {text.lstrip()[:40]!r}")
    return execute(sql, params, many, context)
