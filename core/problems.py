"""Errors as machines read them: RFC 9457 (problem details), one shape for every answer under /api/."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEDIA_TYPE = "application/problem+json"
API_PATH = "/api/"
TITLES: dict[int, Any] = {
    400: gettext_lazy("Yêu cầu không hợp lệ"),
    401: gettext_lazy("Cần khóa truy cập hợp lệ"),
    403: gettext_lazy("Khóa truy cập không được làm việc này"),
    404: gettext_lazy("Không tìm thấy"),
    405: gettext_lazy("Địa chỉ này không nhận phương thức đã dùng"),
    406: gettext_lazy("Chỉ trả lời bằng JSON"),
    409: gettext_lazy("Dữ liệu đã thay đổi"),
    413: gettext_lazy("Nội dung quá lớn"),
    415: gettext_lazy("Chỉ nhận JSON"),
    422: gettext_lazy("Khóa lặp lại đã dùng cho yêu cầu khác"),
    429: gettext_lazy("Gửi quá nhiều yêu cầu"),
    500: gettext_lazy("Lỗi của hệ thống"),
    503: gettext_lazy("Hệ thống tạm gián đoạn"),
}


def is_for_machine(request: HttpRequest) -> bool:
    """Whether the answer is read by a program: what lies under /api/, its page of help excepted."""
    return request.path.startswith(API_PATH)


def body(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> dict:
    """The members of a problem. `errors` are dicts of `field` ("" for the whole), `message`, `code`."""
    found: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES.get(status) or _("Lỗi")),
        "status": status,
    }
    if detail:
        found["detail"] = detail
    if errors:
        found["errors"] = errors
    return found


def problem(status: int, detail: str = "") -> HttpResponse:
    """A problem as a plain answer, for errors that arise before or outside a view of the API."""
    text = json.dumps(body(status, detail), ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    add_never_cache_headers(response)
    return response
