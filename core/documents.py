"""Documents that officials put to a matter: kept as they came, because a signature must stay valid.

They cannot be drawn anew as photos are, so they are held at arm's length: only kinds an office needs,
recognised by their content, without macros, of a bounded size, and always downloaded, never shown
inside the portal (`download`).
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # of a packed document: no bomb
MAX_MEMBERS = 5000
PDF_HEAD, PDF_TAIL, TAIL = b"%PDF-", b"%%EOF", 2048
OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MESSAGES = {
    "empty": _("Tệp rỗng. Xin chọn lại tệp."),
    "too_large": _("Tệp lớn hơn 20 MB. Xin chọn tệp nhỏ hơn."),
    "kind": _("Chỉ nhận tệp PDF, Word (.docx) hoặc Excel (.xlsx)."),
    "macros": _("Tệp có macro nên không được nhận. Xin lưu lại dưới dạng không có macro."),
    "damaged": _("Tệp bị hỏng hoặc tải lên chưa trọn. Xin chọn lại tệp."),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it may be stored."""

    suffix: str
    size: int
    sha256: str


def inspect(file: IO[bytes]) -> Document:
    """What an uploaded file is. Raises ValidationError with one of the codes of MESSAGES."""
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    file.seek(0)
    if not data:
        raise _refused("empty")
    if len(data) > MAX_BYTES:
        raise _refused("too_large")
    if data.startswith(PDF_HEAD):
        if PDF_TAIL not in data[-TAIL:]:
            raise _refused("damaged")
        suffix = ".pdf"
    elif data.startswith(b"PK\x03\x04"):
        suffix = _office(file)
    else:
        raise _refused("kind")
    return Document(suffix, len(data), hashlib.sha256(data).hexdigest())


def inspect_field(file: IO[bytes]) -> Document:
    """`inspect` for a service: what is refused is refused at the field `file`."""
    try:
        return inspect(file)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error


def download(file: FieldFile, *, name: str, suffix: str) -> HttpResponse:
    """The document as a download that no browser shows or runs."""
    try:
        with file.open("rb") as content:
            return answer(content.read(), name=name, suffix=suffix)
    except FileNotFoundError as error:
        raise Http404 from error


def answer(content: bytes, *, name: str, suffix: str) -> HttpResponse:
    """A document of the portal's own making, as such a download."""
    response = HttpResponse(content, content_type=TYPES[suffix])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + suffix)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _office(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            packed = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or packed > MAX_UNPACKED:
                raise _refused("too_large")
            if archive.testzip() is not None:
                raise _refused("damaged")
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise _refused("damaged") from error
    finally:
        file.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused("macros")
    found = next((suffix for name, suffix in OFFICE.items() if name in names), "")
    if not found or "[Content_Types].xml" not in names:
        raise _refused("kind")
    return found


def _refused(code: str) -> ValidationError:
    return ValidationError(MESSAGES[code], code=code)
