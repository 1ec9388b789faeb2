"""Style sheets and scripts: within their budget, by their rules, and up to date."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from core.static_storage import PortalStaticFilesStorage
from core.templatetags.ui import LAYERS

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
JS = ROOT / "static" / "js"
KB = 1024


def layer(name):
    return (CSS / f"{name}.css").read_text()


def test_bundle_is_up_to_date():
    checked = subprocess.run(
        [sys.executable, ROOT / "tools" / "bundle_css.py", "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (checked.returncode, checked.stdout) == (0, "portal.css is up to date\n")


def test_bundle_is_within_its_budget():
    assert len(gzip.compress((CSS / "portal.css").read_bytes(), 9)) <= 15 * KB


def test_scripts_are_within_their_budget():
    assert sum(path.stat().st_size for path in JS.glob("*.js")) <= 15 * KB


def test_there_is_a_file_for_every_layer_and_no_other():
    assert {path.stem for path in CSS.glob("*.css")} == {*LAYERS, "portal"}


@pytest.mark.parametrize("name", LAYERS)
def test_layer_is_short_and_stays_in_its_layer(name):
    text = layer(name)
    assert len(text.splitlines()) <= 250
    assert f"@layer {name} {{" in text


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "tokens"])
def test_every_variable_is_a_token(name):
    text = layer(name)
    defined = set(re.findall(r"(--[\w-]+)\s*:", layer("tokens") + text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) - defined == set()


@pytest.mark.parametrize("name", [name for name in LAYERS if name not in {"tokens", "print"}])
def test_colours_are_tokens(name):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", layer(name)) == []


def test_every_token_is_used():
    everything = "".join(layer(name) for name in LAYERS)
    defined = set(
        re.findall(r"^\s*(--[\w-]+)\s*:|[;{]\s*(--[\w-]+)\s*:", layer("tokens"), re.MULTILINE)
    )
    names = {name for pair in defined for name in pair if name}
    assert {name for name in names if f"var({name})" not in everything} == set()


def test_public_pages_never_ask_for_the_third_weight():
    """`--strong` is 600 on staff pages alone, so a first public visit loads four font files."""
    rest = "".join(layer(name) for name in LAYERS if name != "tokens")
    assert re.findall(r"font-weight:\s*[5-9]00", rest) == []
    assert layer("tokens").count("--strong: 600") == 1


def test_scripts_write_no_markup_and_evaluate_nothing():
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    )
    assert [path.name for path in JS.glob("*.js") if forbidden.search(path.read_text())] == []


def test_every_class_in_a_template_is_drawn():
    """A class that no style sheet knows is a slip of the pen or a component that is missing."""
    drawn = set(re.findall(r"\.([a-z][\w-]*)", (CSS / "portal.css").read_text()))
    unknown = set()
    for path in (ROOT / "templates").rglob("*.html"):
        if "ui" in path.parts:  # parts of components may stand without a rule of their own
            continue
        text = re.sub(r"{%.*?%}|{{.*?}}", "\x00", path.read_text())
        for names in re.findall(r'\sclass="([^"]*)"', text):
            for name in names.split():
                if "\x00" not in name and name not in drawn:
                    unknown.add(f"{path.relative_to(ROOT)}: {name}")
    assert unknown == set()


def test_modules_and_style_sheets_name_hashed_files(tmp_path):
    storage = PortalStaticFilesStorage(location=tmp_path, base_url="/static/")
    found = {path: (source, path) for finder in get_finders() for path, source in finder.list([])}
    for path, (source, _) in found.items():
        with source.open(path) as content:
            storage.save(path, content)
    failed = [path for path, _, done in storage.post_process(found) if isinstance(done, Exception)]
    assert failed == []
    named = storage.hashed_files
    assert f'"./{Path(named["js/keys.js"]).name}"' in (tmp_path / named["js/staff.js"]).read_text()
    assert (
        f'"./{Path(named["js/photos.js"]).name}"' in (tmp_path / named["js/portal.js"]).read_text()
    )
    assert Path(named["img/alley.svg"]).name in (tmp_path / named["css/portal.css"]).read_text()
