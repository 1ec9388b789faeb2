"""The house rules that a machine can hold: what is written must be used, and used rightly."""

from __future__ import annotations

import ast
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from people.permissions import GRANTS, Permission, Profile

ROOT = Path(settings.BASE_DIR)
ROOMS = ["core", "wards", "people", "neighborhoods", "feedback", "security", "reports"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
# Found by name by a library or by Django, so no line of ours names them.
NAMED_BY_OTHERS = (
    "errors/",
    "account/",
    "mfa/",
    "usersessions/",
    "allauth/",
    "django/",
    "ui/",
    "socialaccount/",
)


@cache
def sources(*folders: str, ending: str = "*.py") -> dict[Path, str]:
    """Our own files below some folders, without migrations."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob(ending))]
    return {path: path.read_text() for path in found if "migrations" not in path.parts}


def ours() -> dict[Path, str]:
    """The Python files of all rooms and of `config`."""
    return sources(*ROOMS, "config")


def places(pattern: str, files: dict[Path, str]) -> list[str]:
    """Where a pattern stands, as file:line."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


def test_every_template_is_used():
    everything = "\n".join([*ours().values(), *(path.read_text() for path in TEMPLATES)])
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    unused = [
        name for name in names if not name.startswith(NAMED_BY_OTHERS) and name not in everything
    ]
    assert unused == []


def test_templates_hold_no_inline_style_script_or_foreign_address():
    html = {path: path.read_text() for path in TEMPLATES if path.suffix == ".html"}
    inline = (
        r"""\sstyle=["']|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:|data:image"""
    )
    foreign = r"""(?:src|href|action)=["'](?:https?:)?//"""
    assert places(f"{inline}|{foreign}", html) == []


def test_templates_do_not_load_what_they_do_not_use():
    idle = []
    for path in TEMPLATES:
        text = path.read_text()
        for loaded in re.findall(r"{% load ([^%]+) %}", text):
            for library in loaded.split():
                used = {
                    "i18n": r"{%-? *(translate|blocktranslate|get_current_language|get_available_languages|language|get_language_info)",
                    "static": r"{% static",
                    "l10n": r"{% localize|\|localize|\|unlocalize",
                    "tz": r"{% (localtime|timezone)|\|(localtime|timezone)",
                    "humanize": r"\|(intcomma|naturaltime|apnumber)",
                }.get(library)
                if used and not re.search(used, text):
                    idle.append(f"{path.relative_to(ROOT)}: {library}")
    assert idle == []


def test_views_read_input_only_through_forms():
    assert places(r"request\.(GET|POST|FILES)(\[|\.get\b|\.getlist\b|\.dict\b)", ours()) == []


def test_later_work_goes_through_the_outbox():
    """Celery is called in one place; `on_commit` may only delete files, which nobody waits for."""
    called = places(r"\.delay\(|\.apply_async\(|send_task\(", sources(*ROOMS))
    assert {place.split(":")[0] for place in called} <= {"core/management/commands/relay.py"}
    after = re.compile(r"on_commit\((?!partial\(file\.storage\.delete)")
    assert places(after.pattern, sources(*ROOMS)) == []


def test_nothing_marks_strings_as_safe_html():
    html = {path: path.read_text() for path in TEMPLATES if path.suffix == ".html"}
    # Two places may: a drawing made by segno, and a rendered table to which roles were added.
    own = {path: text for path, text in ours().items() if path.name not in {"markup.py", "qr.py"}}
    assert places(r"mark_safe|\|safe\b|autoescape off", own | html) == []


def test_no_domain_signals():
    found = places(r"post_save|pre_save|m2m_changed|post_delete|pre_delete", ours())
    assert found == []


def test_every_model_and_field_speaks_vietnamese():
    silent = []
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if getattr(model, "pgh_tracked_model", None) or "pgh_id" in {
                f.name for f in model._meta.fields
            }:
                continue
            plain = model._meta.object_name.lower()
            if str(model._meta.verbose_name).replace(" ", "") == plain:
                silent.append(model._meta.label)
            elif str(model._meta.verbose_name)[:1].isupper():
                silent.append(f"{model._meta.label} (capital)")
    assert silent == []


def test_migrations_are_named():
    auto = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room / "migrations").glob("[0-9]*.py")
        if "_auto_" in path.name
    ]
    assert auto == []


def test_every_profile_has_its_grants_and_every_permission_is_asked_for():
    assert set(GRANTS) == set(Profile)
    text = "\n".join(ours().values())
    idle = [
        p.name
        for p in Permission
        if not re.search(rf"\b(Permission|P|_P)\.{p.name}\b", text.split("GRANTS", 1)[0] + text)
    ]
    assert idle == []


@pytest.mark.parametrize("limit", [400])
def test_no_file_outgrows_its_noun(limit):
    large = [
        f"{path.relative_to(ROOT)} ({text.count(chr(10))})"
        for path, text in ours().items()
        if text.count("\n") > limit
    ]
    assert large == []


def test_public_services_say_what_they_do():
    silent = []
    for path, text in ours().items():
        if "services" not in path.parts and path.name != "services.py":
            continue
        for node in ast.parse(text).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []


def test_text_is_stored_in_nfc():
    files = ours() | {
        path: path.read_text() for path in TEMPLATES if path.suffix in {".html", ".txt", ".svg"}
    }
    loose = [
        str(path.relative_to(ROOT))
        for path, text in files.items()
        if not unicodedata.is_normalized("NFC", text)
    ]
    assert loose == []


def test_interface_has_no_exclamation_marks():
    marked = re.compile(
        r"""(?:_|gettext|gettext_lazy)\(\s*f?["'][^"']*![^"']*["']|{% translate ["'][^"']*!"""
    )
    files = ours() | {path: path.read_text() for path in TEMPLATES if path.suffix == ".html"}
    assert [
        str(path.relative_to(ROOT)) for path, text in files.items() if marked.search(text)
    ] == []
