"""tools/messages.py finds what is marked and says what is wrong with a catalogue."""

import importlib.util
import io

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from django.conf import settings


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location(
        "messages_tool", settings.BASE_DIR / "tools/messages.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found_in(tool, tmp_path, source):
    template = tmp_path / "page.html"
    template.write_text(source)
    code = io.BytesIO(tool._as_python(template).encode())
    return [(message, context) for _, message, _, context in extract("python", code, tool.KEYWORDS)]


def test_template_strings_are_found(tool, tmp_path):
    source = """
    {% load i18n %}<h1 title="{% translate "Xin chào" %}">{% translate "Mở" context "nút" %}</h1>
      {% blocktranslate trimmed count n=cases %}
        Có {{ n }} việc
      {% plural %}
        Có {{ n }} việc khác
      {% endblocktranslate %}
    {% card title=_("Tiêu đề") %}"""
    assert found_in(tool, tmp_path, source) == [
        ("Xin chào", None),
        ("Mở", "nút"),
        (("Có %(n)s việc", "Có %(n)s việc khác"), None),
        ("Tiêu đề", None),
    ]


@pytest.mark.parametrize(
    ("source", "string", "problem"),
    [
        ("Xin chào", "Hello", ""),
        ("Xin chào", "", "not translated"),
        ("Xin chào %(name)s", "Hello %(name)s", ""),
        ("Xin chào %(name)s", "Hello", "placeholders differ"),
        ("Còn {days} ngày", "{day} days left", "placeholders differ"),
        (("%(n)s việc", "%(n)s việc"), ("one case", "%(n)s cases"), ""),
        (("%(n)s việc", "%(n)s việc"), ("one case", ""), "not translated"),
    ],
)
def test_problem_of_a_translation_is_named(tool, source, string, problem):
    assert tool._problem_of(Message(source), Message(source, string)) == problem


def test_missing_and_fuzzy_translations_are_named(tool):
    assert tool._problem_of(Message("Có"), None) == "not translated"
    assert tool._problem_of(Message("Có"), Message("Có", "Yes", flags=["fuzzy"])) == "fuzzy"
