"""Hand-made files of every kind that people, telephones and attackers send."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"SECRET-TAIL-OF-THE-FILE"
GPS = "10.8231 N 106.6297 E"


def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    """A gradient: compresses badly enough to be a photo."""
    small = Image.radial_gradient("L").resize(size)
    return small.convert(mode) if mode != "RGB" else Image.merge("RGB", (small, small, small))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (320, 200), **options: Any) -> bytes:
    return encoded(picture(size), "JPEG", **options)


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-TAIL-OF-THE-FILE"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (10.0, 49.0, 23.0)
    return jpeg(exif=exif)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be shown turned by 90°
    return jpeg((300, 200), exif=exif)


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out, quality=50)
    return out.getvalue()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", SECRET)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of any size that is tiny as a file: the pixels are all nought."""
    row = b"\x00" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _n in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


XXE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>"""


def _text() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    return info


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to far more than it may."""
    comment = b"Comment\x00\x00" + zlib.compress(b"x" * 200_000_000, 9)
    whole = encoded(picture((8, 8)), "PNG")
    return whole[:33] + chunk(b"zTXt", comment) + whole[33:]


def gif_with_script() -> bytes:
    """Valid as a GIF and as a script: the size field opens a comment."""
    return encoded(Image.new("P", (0x2F2A & 0xFF, 40)), "GIF") + b"*/=1;alert(1)//" + SECRET


GOOD: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "jpeg progressive": lambda: jpeg(progressive=True),
    "jpeg grey": lambda: encoded(picture(mode="L"), "JPEG"),
    "jpeg cmyk": lambda: encoded(picture(mode="CMYK"), "JPEG"),
    "jpeg gps": with_gps,
    "jpeg comment": lambda: jpeg(comment=SECRET),
    "jpeg profile": lambda: jpeg(icc_profile=SECRET * 20),
    "jpeg + zip": lambda: jpeg() + zipped() + SECRET,
    "jpeg + html": lambda: jpeg() + b"<script>alert(1)</script>" + SECRET,
    "jpeg of 1 px": lambda: jpeg((1, 1)),
    "jpeg of 12 Mpx": lambda: jpeg((4000, 3000), quality=95),
    "mpo": lambda: encoded(picture(), "MPO", save_all=True, append_images=[picture()]),
    "png": lambda: encoded(picture(), "PNG"),
    "png alpha": lambda: encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"),
    "png palette": lambda: encoded(picture(mode="P"), "PNG"),
    "png palette alpha": lambda: encoded(picture(mode="P"), "PNG", transparency=0),
    "png grey alpha": lambda: encoded(picture(mode="LA"), "PNG"),
    "png one bit": lambda: encoded(picture(mode="1"), "PNG"),
    "png 16 bit": lambda: encoded(Image.new("I;16", (60, 40), 40_000), "PNG"),
    "png of 49 Mpx": lambda: png_of(7000, 7000),
    "png very wide": lambda: png_of(40_000, 2),
    "webp": lambda: encoded(picture(), "WEBP"),
    "webp alpha": lambda: encoded(picture(mode="RGBA"), "WEBP"),
    "webp animated": lambda: animated("WEBP"),
    "gif": lambda: encoded(picture(mode="P"), "GIF"),
    "gif animated": lambda: animated("GIF"),
    "gif + script": gif_with_script,
    "heic": heic,
    "jpeg + pdf": lambda: jpeg() + b"%PDF-1.7\n" + SECRET + b"\n%%EOF",
    "jpeg + php": lambda: jpeg(comment=b"<?php system($_GET[0]); ?>") + SECRET,
    "jpeg xmp": lambda: jpeg(xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    "png + html": lambda: encoded(picture(), "PNG") + b"<script>alert(1)</script>" + SECRET,
    "png text": lambda: encoded(picture(), "PNG", pnginfo=_text()),
    "png exif": lambda: encoded(picture(), "PNG", exif=_exif()),
    "webp exif": lambda: encoded(picture(), "WEBP", exif=_exif()),
    "webp xmp": lambda: encoded(picture(), "WEBP", xmp=SECRET),
    "gif comment": lambda: encoded(picture(mode="P"), "GIF", comment=SECRET),
}

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", "not_an_image"),
    "text": ("chỉ là chữ".encode, "not_an_image"),
    "pdf as jpg": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "not_an_image"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not_an_image"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "not_an_image"),
    "html with jpeg magic": (lambda: b"\xff\xd8\xff\xe0<script>alert(1)</script>", "damaged"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_an_image"),
    "zip": (zipped, "not_an_image"),
    "bmp": (lambda: encoded(picture(), "BMP"), "not_an_image"),
    "tiff": (lambda: encoded(picture(), "TIFF"), "not_an_image"),
    "ico": (lambda: encoded(picture((32, 32)), "ICO"), "not_an_image"),
    "zeros": (lambda: b"\x00" * 5000, "not_an_image"),
    "png bomb": (lambda: png_of(30_000, 30_000), "too_many_pixels"),
    "png just too large": (lambda: png_of(7072, 7072), "too_many_pixels"),
    "jpeg cut off": (lambda: jpeg((1200, 900))[:2000], "damaged"),
    "png cut off": (lambda: encoded(picture(), "PNG")[:-400], "damaged"),
    "heic cut off": (lambda: heic()[:-200], "damaged"),
    "webp cut off": (lambda: encoded(picture((900, 900)), "WEBP")[:300], "damaged"),
    "png text bomb": (text_bomb, "damaged"),
    "svg packed": (lambda: gzip.compress(b"<svg><script/></svg>"), "not_an_image"),
    "xml with an entity": (lambda: XXE, "not_an_image"),
    "mp4": (lambda: b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 400, "not_an_image"),
    "program": (lambda: b"MZ\x90\x00" + SECRET * 20, "not_an_image"),
    "script of a shell": (lambda: b"#!/bin/sh\nrm -rf /\n", "not_an_image"),
    "php": (lambda: b"<?php system($_GET[0]); ?>", "not_an_image"),
    "macro of magick": (lambda: b"push graphic-context\nimage over 0,0 0,0 'x'", "not_an_image"),
    "photoshop": (lambda: b"8BPS\x00\x01" + b"\x00" * 300, "not_an_image"),
    "jpeg 2000": (lambda: encoded(picture(), "JPEG2000"), "not_an_image"),
    "html with gif magic": (lambda: b"GIF89a<script>alert(1)</script>", "not_an_image"),
    "html with png magic": (lambda: b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "not_an_image"),
    "over 15 MB": (lambda: jpeg() + b"\x00" * 15 * 1024 * 1024, "too_large"),
}
