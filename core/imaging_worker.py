"""Decodes one picture and draws it anew, in a process that may fail alone.

Run as a script by `core.imaging`, never imported by the portal: no Django, no secrets in its
environment, little memory, little time. Standard input is the file as it came; standard output is
one line of JSON and then the new picture and its small copy, or a line with an error.
"""

from __future__ import annotations

import hashlib
import io
import json
import resource
import sys
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

MEMORY = 1024**3
CPU_SECONDS = 20
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048
THUMBNAIL_SIDE = 480
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
WHITE = (255, 255, 255)


class PictureError(Exception):
    """Why there will be no picture; the text is a code that `core.imaging` has words for."""


def limit_resources() -> None:
    """Bound what a hostile file can cost: memory, time, files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def redraw(data: bytes) -> tuple[Image.Image, bytes, bytes]:
    """The picture as new pixels, its JPEG, and a small JPEG. Raises PictureError."""
    picture = flatten(upright(opened(data)))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=3.0)
    picture = _only_pixels(picture)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=3.0)
    return picture, _jpeg(picture), _jpeg(small)


def opened(data: bytes) -> Image.Image:
    """The first picture in the data, its size judged before a pixel is decoded."""
    formats: tuple[str, ...] = FORMATS
    if data[4:8] == b"ftyp":
        import pillow_heif  # noqa: PLC0415 - only a HEIC file is worth its loading time

        pillow_heif.register_heif_opener()
        formats = ("HEIF",)
    Image.MAX_IMAGE_PIXELS = None  # judged below, with an answer of our own
    try:
        picture = Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise PictureError("not_an_image") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureError("too_many_pixels")
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded small at once
    picture.load()
    return picture


def upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held; after that nobody needs EXIF."""
    return ImageOps.exif_transpose(picture)


def flatten(picture: Image.Image) -> Image.Image:
    """As RGB on white, whatever it was."""
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        return picture.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, WHITE)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _only_pixels(picture: Image.Image) -> Image.Image:
    """A new picture that has never seen the file: no comment, no profile, no position."""
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return out.getvalue()


def answer(data: bytes, out: IO[bytes]) -> None:
    """Redraw and write the answer."""
    try:
        picture, large, small = redraw(data)
    except PictureError as error:
        found: dict[str, object] = {"error": str(error)}
        large = small = b""
    except MemoryError:
        found, large, small = {"error": "too_many_pixels"}, b"", b""
    except Exception as error:  # a decoder may raise anything over a file made to break it
        found, large, small = {"error": "damaged", "kind": type(error).__name__}, b"", b""
    else:
        found = {
            "width": picture.width,
            "height": picture.height,
            "sha256": hashlib.sha256(large).hexdigest(),
            "sizes": [len(large), len(small)],
        }
    out.write(json.dumps(found).encode() + b"\n" + large + small)
    out.flush()


if __name__ == "__main__":
    limit_resources()
    answer(sys.stdin.buffer.read(), sys.stdout.buffer)
