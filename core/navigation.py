"""What stands in the staff rail: each room registers its own items when it is ready.

`core` names no room and no permission of its own; it only keeps the list and picks from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Item:
    """One line of the rail.

    `permission` is what the user must hold somewhere today, one of several (none: every signed-in user);
    `count` gets the request and returns a number or None, and must cost at most one cheap query.
    """

    label: Any  # a lazy translation
    url_name: str
    group: Any
    order: int
    permission: str | Sequence[str] | None = None
    count: Callable[[HttpRequest], int | None] | None = None
    icon: str = "dot"

    def is_for(self, user: Any) -> bool:
        """Whether a user may open it."""
        if self.permission is None:
            return True
        wanted = [self.permission] if isinstance(self.permission, str) else self.permission
        return any(user.may(permission) for permission in wanted)


@dataclass(frozen=True)
class Entry:
    """An item as one user sees it on one page."""

    label: Any
    url: str
    icon: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Group:
    """The entries under one heading."""

    label: Any
    entries: list[Entry]


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Put an item into the rail; the same URL name registered again replaces the first."""
    _items[item.url_name] = item


def items() -> list[Item]:
    """All items in the order in which they are shown."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def for_request(request: HttpRequest) -> list[Group]:
    """The groups and entries that this user may open, with counts and the current page marked."""
    user: Any = request.user  # a signed-in one; `may` is what the room `people` gives it
    allowed = [(item, url) for item, url in _with_urls(items()) if item.is_for(user)]
    current = _current([url for _, url in allowed], request.path)
    groups: dict[str, Group] = {}
    for item, url in allowed:
        group = groups.setdefault(str(item.group), Group(item.group, []))
        count = item.count(request) if item.count else None
        group.entries.append(Entry(item.label, url, item.icon, count, url == current))
    return list(groups.values())


def _with_urls(registered: list[Item]) -> Iterator[tuple[Item, str]]:
    for item in registered:
        try:
            yield item, reverse(item.url_name)
        except NoReverseMatch as error:
            message = f"navigation item {item.label!s} names the unknown address {item.url_name}"
            raise NoReverseMatch(message) from error


def _current(urls: list[str], path: str) -> str | None:
    """The longest address that the path lies under, so that a parent does not light up as well."""
    under = [url for url in urls if path.startswith(url)]
    return max(under, key=len, default=None)
