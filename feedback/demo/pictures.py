"""A few drawn pictures, so that cases of the demonstration have photos; nobody's street is shown."""

from __future__ import annotations

import hashlib
import io
import random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from feedback.demo.story import Story
from feedback.models import Photo

SIZE = (960, 720)
SMALL = (480, 360)
SKY, WALL, ROAD, KERB, DARK = "#cfe3ea", "#e9dcc6", "#8d8a86", "#c9c4bc", "#3d3a37"


def attach(story: Story, subject: str, seed: int) -> None:
    """Draw a picture for a saved case and hang it on its first event."""
    picture = _draw(subject, random.Random(seed))  # noqa: S311 - a drawing
    full, small = _jpeg(picture), _jpeg(picture.resize(SMALL))
    photo = Photo(
        case=story.case,
        ward=story.case.ward,
        event=story.events[0],
        width=SIZE[0],
        height=SIZE[1],
        size=len(full),
        sha256=hashlib.sha256(full).hexdigest(),
        created_at=story.case.received_at,
    )
    photo.file.save("", ContentFile(full), save=False)
    photo.thumbnail.save("", ContentFile(small), save=False)
    photo.save()


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _draw(subject: str, chance: random.Random) -> Image.Image:
    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    for left in range(0, SIZE[0], 190):
        top = 120 + chance.randrange(120)
        draw.rectangle((left, top, left + 180, 470), fill=WALL, outline=KERB, width=4)
        draw.rectangle((left + 60, 330, left + 120, 470), fill=DARK)
    draw.polygon(((0, 720), (960, 720), (640, 470), (320, 470)), fill=ROAD)
    draw.line((0, 720, 320, 470), fill=KERB, width=14)
    draw.line((960, 720, 640, 470), fill=KERB, width=14)
    _SUBJECTS.get(subject, _heap)(draw, chance)
    return picture


def _heap(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for _bag in range(14):
        x, y = 520 + chance.randrange(260), 540 + chance.randrange(110)
        colour = chance.choice(["#4c6b4f", "#31456b", "#6b3131", "#5a5a5a"])
        draw.ellipse((x, y, x + 90, y + 66), fill=colour, outline=DARK, width=3)


def _lamp(draw: ImageDraw.ImageDraw, _chance: random.Random) -> None:
    draw.rectangle((700, 140, 716, 620), fill=DARK)
    draw.line((708, 150, 600, 120), fill=DARK, width=12)
    draw.ellipse((560, 104, 628, 140), fill="#55514c", outline=DARK, width=4)


def _hole(draw: ImageDraw.ImageDraw, _chance: random.Random) -> None:
    draw.ellipse((380, 560, 600, 660), fill="#55514c", outline=KERB, width=10)
    draw.pieslice((380, 560, 600, 660), 20, 120, fill="#171514")


def _water(draw: ImageDraw.ImageDraw, _chance: random.Random) -> None:
    draw.polygon(((60, 720), (900, 720), (680, 540), (280, 540)), fill="#7d9aa5")
    for line in range(6):
        draw.arc((140 + line * 90, 590, 260 + line * 90, 640), 200, 340, fill="#e8f0f2", width=4)


_SUBJECTS = {"waste": _heap, "lighting": _lamp, "roads": _hole, "flooding": _water}
