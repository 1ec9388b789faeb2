"""Markup that the component tags need to read or complete."""

from __future__ import annotations

import re
from typing import Any, Final

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString, mark_safe

ROLES: Final = {
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tfoot": "rowgroup",
    "tr": "row",
    "td": "cell",
    'th scope="col"': "columnheader",
    'th scope="row"': "rowheader",
}
_TABLE_PART = re.compile(r'<(thead|tbody|tfoot|tr|td|th scope="col"|th scope="row")(?=[\s>])')


def with_roles(content: SafeString) -> SafeString:
    """Rows and cells with their roles written out.

    A browser may forget what a table is once its rows are drawn as blocks (the cards on a phone).
    """
    marked = _TABLE_PART.sub(lambda found: f'{found[0]} role="{ROLES[found[1]]}"', content)
    return mark_safe(marked)  # noqa: S308 - a template has escaped it; only roles were added


def errors_of(form: BaseForm) -> list[dict[str, Any]]:
    """Every error of a form, with the id to go to and the label of its field."""
    entries = [
        {"target": f"{form.prefix or 'form'}-errors", "label": "", "message": message}
        for message in form.non_field_errors()
    ]
    for field in form:
        entries += [
            {"target": _target(field), "label": field.label, "message": message}
            for message in field.errors
        ]
    return entries


def _target(field: BoundField) -> str:
    """The id of the control to go to; a group of choices has its first one."""
    return field.id_for_label or f"{field.auto_id}_0"
