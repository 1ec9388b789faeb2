"""The portal's components as template tags (builtins: no `{% load %}` needed).

Every one is shown, with its states, on /styleguide/. A block tag's content is the slot.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.icons import PATHS
from core.markup import errors_of, with_roles
from core.numbers import number, percent

register = template.Library()

LAYERS = ("tokens", "reset", "base", "layout", "forms", "tables", "components", "charts", "print")
TONES = frozenset({"plain", "ok", "soon", "late", "info", "accent"})


@register.simple_tag
def stylesheets() -> SafeString:
    """One small bundle; in DEBUG the layers one by one, so that an edit shows at once."""
    if not settings.DEBUG:
        return format_html('<link rel="stylesheet" href="{}">', static("css/portal.css"))
    links = ((static(f"css/{layer}.css"),) for layer in LAYERS)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


# Small things, many to a page: written without a template


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon; silent unless it has a label. Raises KeyError for an unknown name."""
    drawing = f'<svg class="icon" viewBox="0 0 24 24" {{}}>{PATHS[name]}</svg>'
    if label:
        return format_html(drawing, format_html('role="img" aria-label="{}"', label))
    return format_html(drawing, format_html('aria-hidden="{}"', "true"))


@register.simple_tag
def badge(text: Any, tone: str = "plain") -> SafeString:
    """A state in words; the colour only helps. Tones: plain, ok, soon, late, info, accent."""
    return format_html('<span class="badge badge--{}">{}</span>', _tone(tone), text)


@register.simple_tag
def moment(value: datetime.date | None, missing: str = "—") -> SafeString:
    """A date (dd/mm/yyyy) or a date with its time, in local time and readable by machines."""
    if value is None:
        return format_html('<span class="muted">{}</span>', missing)
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        shown = value.strftime("%d/%m/%Y %H:%M")
    else:
        shown = value.strftime("%d/%m/%Y")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


register.filter("number", number)
register.filter("percent", percent)


@register.simple_tag
def copy(text: Any, label: str = "") -> SafeString:
    """A button that copies a text; shown only where scripts run."""
    return format_html(
        '<button type="button" class="button button--quiet button--small" data-copy="{}"'
        ' data-copied="{}" hidden>{} {}</button>',
        text,
        _("Đã chép"),
        icon("copy"),
        label or _("Chép"),
    )


@register.simple_tag
def marked(pieces: Iterable[Any]) -> SafeString:
    """A text in which the words that were looked for are marked (`core.search.words.Piece`)."""
    marks = ("<mark>{}</mark>", "{}")
    return format_html_join("", "{}", ((format_html(marks[not p.is_hit], p.text),) for p in pieces))


# Page furniture


@register.simple_block_tag
def page_header(content: SafeString, title: Any, lede: Any = "", eyebrow: Any = "") -> str:
    """The page's only h1, one sentence below it, and the page's main actions as content."""
    context = {"title": title, "lede": lede, "eyebrow": eyebrow, "actions": content}
    return render_to_string("ui/_page_header.html", context)


@register.simple_block_tag(takes_context=True)
def nav_link(
    context: template.Context, content: SafeString, url: str, exact: bool = False
) -> SafeString:
    """A link of the public navigation, marked where one is."""
    path = request.path if (request := context.get("request")) else ""
    here = path == url if exact else path.startswith(url)
    link = (
        '<a class="nav__link" href="{}" aria-current="page">{}</a>'
        if here
        else ('<a class="nav__link" href="{}">{}</a>')
    )
    return format_html(link, url, content)


@register.inclusion_tag("ui/_breadcrumbs.html")
def breadcrumbs(*links: Any) -> dict[str, Any]:
    """{% breadcrumbs url label url label "Current page" %}: where one is, and the way back."""
    pairs = list(zip(links[:-1:2], links[1::2], strict=False))
    return {"links": pairs, "current": links[-1] if len(links) % 2 else ""}


@register.inclusion_tag("ui/_back_link.html")
def back_link(url: str, label: Any = "") -> dict[str, Any]:
    """A way back, first thing on each page of a public form."""
    return {"url": url, "label": label}


@register.simple_block_tag
def card(
    content: SafeString,
    title: Any = "",
    tone: str = "plain",
    level: int = 2,
    id: str = "",  # noqa: A002 - the HTML attribute
) -> str:
    """A sheet of paper with an optional heading."""
    context = {"content": content, "title": title, "tone": tone, "level": level, "id": id}
    return render_to_string("ui/_card.html", context)


@register.inclusion_tag("ui/_action_card.html")
def action_card(url: str, title: Any, text: Any = "", icon: str = "arrow-right") -> dict[str, Any]:
    """A large link to one of the things people come for."""
    return {"url": url, "title": title, "text": text, "icon": icon}


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: Any = "", role: str = "") -> str:
    """Something to know (info), to heed (soon), that failed (late) or went well (ok)."""
    signs = {"ok": "check", "soon": "alert", "late": "alert"}
    context = {"title": title, "tone": _tone(tone), "role": role, "icon": signs.get(tone, "info")}
    return render_to_string("ui/_notice.html", context | {"content": content})


@register.inclusion_tag("ui/_empty.html")
def empty(
    title: Any, text: Any = "", action_url: str = "", action_label: Any = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Nothing here: what that means, and what one can do about it."""
    words = {"title": title, "text": text, "icon": icon}
    return words | {"action_url": action_url, "action_label": action_label}


@register.simple_block_tag
def disclosure(content: SafeString, label: Any, icon: str = "", is_open: bool = False) -> str:
    """Something unfolded in place; needs no script."""
    context = {"label": label, "icon": icon, "is_open": is_open, "content": content}
    return render_to_string("ui/_disclosure.html", context)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: Any) -> str:  # noqa: A002 - the HTML attribute
    """A native dialog, opened by <a href="a page that does the same" data-dialog="id">."""
    context = {"id": id, "title": title, "content": content}
    return render_to_string("ui/_dialog.html", context)


# Forms


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What to correct, in the words that stand beside the fields, with a link to each of them."""
    errors = [entry for form in forms if form is not None for entry in errors_of(form)]
    return {"errors": errors, "count": len(errors)}


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: template.Context,
    content: SafeString,
    form: BaseForm,
    active: int = 0,
    target: str = "",
) -> str:
    """A GET form to the same address: first field always in view, the others fold on a phone.

    `active` is the number of filters in use, `target` (a CSS selector) what htmx may swap; the
    content holds hidden inputs or further buttons.
    """
    fields = form.visible_fields()
    bar: dict[str, Any] = {
        "first": fields[:1],
        "others": fields[1:],
        "hidden": form.hidden_fields(),
    }
    bar |= {"active": active, "target": target, "content": content}
    bar |= {"action": context["request"].path}
    return render_to_string("ui/_filter_bar.html", bar)


@register.inclusion_tag("ui/_search_box.html")
def search_box(
    action: str,
    label: Any,
    value: str = "",
    name: str = "q",
    hint: Any = "",
    placeholder: Any = "",
    autofocus: bool = False,
) -> dict[str, Any]:
    """A search form of its own: one box and one button."""
    box = {"action": action, "label": label, "value": value, "name": name}
    return box | {"hint": hint, "placeholder": placeholder, "autofocus": autofocus}


@register.simple_block_tag
def bulk_bar(content: SafeString, label: Any = "") -> str:
    """What can be done with the ticked rows; content holds the controls. Stands inside the form."""
    return render_to_string("ui/_bulk_bar.html", {"label": label, "content": content})


# Lists, tables and facts


@register.simple_block_tag
def table(
    content: SafeString, caption: Any, kind: str = "cards", show_caption: bool = False
) -> str:
    """A table that becomes cards on a phone (`cards`) or scrolls sideways in its frame (`scroll`).

    Roles are written onto the rows and cells, because a browser may forget what a table is once
    its rows are drawn as blocks. Cells name their column themselves: data-label="…".
    """
    context = {"caption": caption, "kind": kind, "show_caption": show_caption}
    return render_to_string("ui/_table.html", context | {"content": with_roles(content)})


@register.inclusion_tag("ui/_pager.html")
def pager(previous: str = "", next: str = "", summary: Any = "") -> dict[str, Any]:  # noqa: A002 - speaks as the page does
    """The neighbouring pages of a long list."""
    return {"previous": previous, "next": next, "summary": summary}


@register.simple_block_tag
def stats(content: SafeString, label: Any) -> str:
    """A row of {% stat %}."""
    return render_to_string("ui/_stats.html", {"label": label, "content": content})


@register.inclusion_tag("ui/_stat.html")
def stat(
    value: Any,
    label: Any,
    url: str = "",
    current: bool = False,
    tone: str = "plain",
    hint: Any = "",
) -> dict[str, Any]:
    """A number that is a filter: the link shows the rows it counts."""
    shown = value if isinstance(value, str) else number(value)
    words = {"value": shown, "label": label, "hint": hint, "tone": _tone(tone)}
    return words | {"url": url, "current": current}


@register.inclusion_tag("ui/_tabs.html")
def tabs(items: Iterable[dict[str, Any]], label: Any) -> dict[str, Any]:
    """Sister pages as links; an item has label, url, current and perhaps count."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/_steps.html")
def steps(labels: Sequence[Any], current: int) -> dict[str, Any]:
    """Where one is in a form of several pages; `current` counts from 1."""
    rows = [
        {"label": label, "number": position, "state": _step_state(position, current)}
        for position, label in enumerate(labels, start=1)
    ]
    return {"steps": rows, "current": current, "total": len(rows), "label": labels[current - 1]}


@register.simple_block_tag
def summary(content: SafeString) -> SafeString:
    """A list of {% fact %}."""
    return format_html('<dl class="summary">{}</dl>', content)


@register.simple_block_tag
def fact(content: SafeString, label: Any, change: str = "") -> str:
    """One line of a summary: label, value (content) and perhaps a link that changes it."""
    context = {"label": label, "change": change, "content": content}
    return render_to_string("ui/_fact.html", context)


@register.simple_block_tag
def timeline(content: SafeString, label: Any = "") -> SafeString:
    """What happened, newest or oldest first as the page says; a list of {% event %}."""
    name = label or _("Diễn biến")
    return format_html('<ol class="timeline" aria-label="{}">{}</ol>', name, content)


@register.simple_block_tag
def event(
    content: SafeString,
    title: Any,
    when: datetime.date | None = None,
    who: Any = "",
    kind: str = "plain",
) -> str:
    """One entry of a timeline. Kinds: plain, public (seen by the citizen), internal, late, done."""
    context = {"title": title, "when": when, "who": who, "kind": kind}
    return render_to_string("ui/_event.html", context | {"content": content})


@register.inclusion_tag("ui/_person_line.html")
def person_line(
    name: Any, role: Any = "", url: str = "", phone: str = "", email: str = ""
) -> dict[str, Any]:
    """Somebody who serves: name, post and office contact. No picture."""
    return {"name": name, "role": role, "url": url, "phone": phone, "email": email}


@register.inclusion_tag("ui/_progress.html")
def progress(value: float, maximum: float, label: Any) -> dict[str, Any]:
    """How much of a long piece of work is done."""
    return {"value": int(value), "maximum": int(maximum), "label": label}


@register.inclusion_tag("ui/_qr.html")
def qr(svg: SafeString, caption: Any) -> dict[str, Any]:
    """A QR drawing (safe SVG of segno) on white paper, with the words it stands for."""
    return {"svg": svg, "caption": caption}


# Helpers


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}; there are {sorted(TONES)}")
    return tone


def _step_state(position: int, current: int) -> str:
    if position == current:
        return "now"
    return "done" if position < current else "next"
