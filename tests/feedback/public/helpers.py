"""What several tests of the public pages say again and again."""

from __future__ import annotations

import html
import io
import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from feedback import receipt
from feedback.models import Category

NOW = "2026-11-23T10:00:00+07:00"  # a Monday morning
TEXT = "Rác đổ ở đầu hẻm 12 từ thứ Hai, chưa ai dọn."


def picture(colour="red", *, size=(64, 48), name="anh.jpg", kind="JPEG"):
    """An uploaded photo."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def step(name, draft):
    """The address of a step of a draft (or of a token)."""
    token = draft if isinstance(draft, uuid.UUID) else draft.pk
    return reverse(f"feedback:draft_{name}", args=[token])


def category(code="waste"):
    return Category.objects.get(code=code)


def private(name, case, **data):
    """Address and data of a form on the sender's page."""
    return reverse(f"feedback:{name}", args=[case.reference]), {
        receipt.PARAMETER: receipt.secret(case),
        **data,
    }


def words(answer):
    """What a reader of a page sees, in one line."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def statements(queries):
    """What a page asked of the database, without the bounds of transactions."""
    bounds = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return [query["sql"] for query in queries if not query["sql"].startswith(bounds)]
