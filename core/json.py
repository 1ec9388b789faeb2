"""JSON from outside, bounded before it can do harm.

The standard parser recurses per level (20,000 brackets end a process), keeps NUL and lone
surrogates (PostgreSQL refuses both), and turns 1e999 into infinity.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20


class BadJsonError(ValueError):
    """The text is not JSON that this portal takes."""


def bounded_loads(body: bytes | str) -> Any:
    """Parse JSON of at most 64 KB and 20 levels. Raises BadJsonError for anything else."""
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if len(raw) > MAX_BYTES:
        raise BadJsonError("too large")
    try:
        text = raw.decode("utf-8")
        _check_brackets(text)
        value = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadJsonError("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BadJsonError("not JSON") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise BadJsonError("number out of range") from error
    check(value)
    return value


def check(value: Any, depth: int = MAX_DEPTH) -> None:
    """Refuse a parsed value that is too deep, too large, or that PostgreSQL cannot store."""
    _check_value(value, depth)
    try:
        size = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8"))
    except (TypeError, ValueError) as error:
        raise BadJsonError("not JSON") from error
    if size > MAX_BYTES:
        raise BadJsonError("too large")


def _check_brackets(text: str) -> None:
    """Bound the nesting before the recursive parser sees it; brackets inside strings do not count."""
    depth, quoted, escaped = 0, False, False
    for char in text:
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJsonError("too deep")
        elif not quoted and char in "]}":
            depth -= 1


def _check_value(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise BadJsonError("character that cannot be stored")
        return
    if isinstance(value, dict):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple):
        children = list(value)
    else:
        return
    if depth <= 0:
        raise BadJsonError("too deep")
    for child in children:
        _check_value(child, depth - 1)


def _refuse_constant(name: str) -> NoReturn:
    raise BadJsonError(f"{name} is not a JSON number")
