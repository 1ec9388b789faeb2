"""What can be imported: each room registers its own when it is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.imports.resource import SheetResource


@dataclass(frozen=True)
class Importable:
    """One sort of table: its address, its words, who may, and what its rows become.

    `resource` is made for the user who imports and reaches what they reach.
    """

    slug: str
    label: Any  # lazy translations
    text: Any
    permission: str
    resource: Callable[[Any], SheetResource]


_importables: dict[str, Importable] = {}


def register(importable: Importable) -> None:
    """Offer something for import; the same slug registered again replaces the first."""
    _importables[importable.slug] = importable


def find(slug: str) -> Importable | None:
    """What is registered under a slug."""
    return _importables.get(slug)


def offered_to(user: Any) -> list[Importable]:
    """What a user may import."""
    return [found for found in _importables.values() if user.may(found.permission)]
