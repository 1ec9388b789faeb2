"""Documents: recognised by their content, without macros, bounded, and only ever downloaded."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile, FileField

from core import documents

WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def packed(members: dict[str, str]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file


def bomb() -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}", b"\0" * 50_000_000)
    return file


@pytest.mark.parametrize(
    ("file", "suffix"),
    [
        (io.BytesIO(b"%PDF-1.7\n...\n%%EOF"), ".pdf"),
        (packed(WORD), ".docx"),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), ".xlsx"),
    ],
)
def test_what_an_office_needs_is_recognised(file, suffix):
    found = documents.inspect(file)
    assert (found.suffix, found.size) == (suffix, len(file.getvalue()))
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(b""), "empty"),
        (io.BytesIO(b"%PDF-1.7 cut off"), "damaged"),
        (io.BytesIO(b"<html><script>alert(1)</script>"), "kind"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "kind"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0 an old .doc"), "kind"),
        (io.BytesIO(b"PK\x03\x04 not a zip"), "damaged"),
        (packed({"index.html": "<script>"}), "kind"),
        (packed({"word/document.xml": "<w/>"}), "kind"),
        (packed({**WORD, "word/vbaProject.bin": "x"}), "macros"),
        (packed({str(n): "" for n in range(5001)}), "too_large"),
        (bomb(), "too_large"),
        (io.BytesIO(b"%PDF-" + b"x" * documents.MAX_BYTES), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_everything_else_is_refused_in_words(file, code):
    with pytest.raises(ValidationError) as refused:
        documents.inspect(file)
    assert refused.value.code == code


def test_a_download_cannot_run(tmp_path, settings):
    name = default_storage.save("papers/thu.pdf", ContentFile(b"%PDF-1.4\n%%EOF"))
    file = FieldFile(None, FileField(), name)
    response = documents.download(file, name='Tờ trình "1"', suffix=".pdf")
    assert response["Content-Disposition"] == (
        "attachment; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh%20%221%22.pdf"
    )
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
