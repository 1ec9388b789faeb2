"""Photos from outside: never kept as they came, always drawn anew.

A file's name, type and leading bytes prove nothing: an HTML page with a picture's first bytes passes
every sniffer. Only pixels get through: `reencode` has the file decoded by a child process (memory and
time limited, without our secrets) and keeps the JPEG that this process drew from the pixels. EXIF,
GPS, comments and whatever was hung behind the picture stay behind.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

MAX_BYTES = 15 * 1024 * 1024
WALL_SECONDS = 30
WORKER = str(Path(__file__).with_name("imaging_worker.py"))

MESSAGES = {
    "empty": _("Tệp ảnh rỗng. Xin chọn lại ảnh."),
    "too_large": _("Ảnh lớn hơn 15 MB. Xin chọn ảnh nhỏ hơn."),
    "not_an_image": _("Tệp này không phải ảnh JPEG, PNG, WebP, GIF hoặc HEIC. Xin chọn ảnh khác."),
    "too_many_pixels": _(
        "Ảnh có kích thước quá lớn (trên 50 triệu điểm ảnh). Xin chọn ảnh nhỏ hơn."
    ),
    "damaged": _("Ảnh bị hỏng hoặc tải lên chưa trọn. Xin chọn lại ảnh hoặc gửi ảnh khác."),
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it may be stored: at most 2,048 px a side, a copy of at most 480 px, both JPEG."""

    data: bytes
    width: int
    height: int
    sha256: str
    thumbnail: bytes


def reencode(file: IO[bytes]) -> Photo:
    """The uploaded file as a new picture.

    Raises ValidationError, with words for the sender and one of the codes of MESSAGES.
    """
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise _refused("empty")
    if len(data) > MAX_BYTES:
        raise _refused("too_large")
    found, pictures = _redrawn(data)
    if "error" in found:
        logger.info("photo refused: %s %s", found["error"], found.get("kind", ""))
        raise _refused(found["error"])
    size = found["sizes"][0]
    return Photo(
        data=pictures[:size],
        width=found["width"],
        height=found["height"],
        sha256=found["sha256"],
        thumbnail=pictures[size:],
    )


def _redrawn(data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script under our own interpreter
            [sys.executable, "-I", WORKER],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={},
            check=True,
        )
    except subprocess.TimeoutExpired:
        logger.warning("photo: decoding took more than %s s", WALL_SECONDS)
        return {"error": "damaged"}, b""
    except subprocess.CalledProcessError as error:
        logger.warning("photo: the decoder ended with %s", error.returncode)
        return {"error": "damaged"}, b""
    line, _newline, pictures = done.stdout.partition(b"\n")
    return json.loads(line), pictures


def _refused(code: str) -> ValidationError:
    return ValidationError(MESSAGES[code], code=code)
