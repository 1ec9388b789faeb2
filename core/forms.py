"""How every form of the portal is drawn, and the few inputs that the browser's own do badly."""

from __future__ import annotations

from html import escape
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.numbers import number, parse_count

F = TypeVar("F", bound=forms.BaseForm)
WRONG_DAY = {
    "invalid": _("Hãy nhập ngày có thật theo mẫu 31/12/2026."),
    "required": _("Hãy nhập ngày."),
}
SELECT = forms.Select.template_name


class PortalRenderer(TemplatesSetting):
    """Forms in the portal's own look; `templates/ui/_field.html` is the one place that knows it."""

    form_template_name = "ui/_form.html"
    field_template_name = "ui/_field.html"
    formset_template_name = "ui/_formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Django's templates, but for lists of choices: drawing each option by templates of its own
        made the filters of a ward the slowest part of its inbox."""
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """What `django/forms/widgets/select.html` writes."""
    inner = "".join(
        f'<optgroup label="{_shown(label)}">{_options(options)}</optgroup>'
        if label
        else _options(options)
        for label, options, _index in widget["optgroups"]
    )
    name, attributes = _shown(widget["name"]), flatatt(widget["attrs"])
    return SafeString(f'<select name="{name}"{attributes}>{inner}</select>')


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{_shown(one["value"])}"{flatatt(one["attrs"]) if one["attrs"] else ""}>'
        f"{_shown(one['label'])}</option>"
        for one in options
    )


def _shown(value: Any) -> str:
    """As `conditional_escape`, without asking again and again whether the text is a lazy one."""
    text = value if isinstance(value, str) else str(value)
    return text if hasattr(text, "__html__") else escape(text)


def file_field(*, required: bool = True) -> forms.FileField:
    """A document of the kinds that are kept (`core/documents.py`)."""
    return forms.FileField(
        label=_("Tệp"),
        required=required,
        help_text=_("PDF, Word (.docx) hoặc Excel (.xlsx), không quá 20 MB."),
        error_messages={"empty": _("Tệp rỗng. Xin chọn lại tệp.")},
    )


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Show why a service refused: beside the field it names, above the form where it has no such one.

    A service judges columns; a form may show fewer of them, and Django raises ValueError for the rest.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else NON_FIELD_ERRORS, errors)


def on_version(form: F, version: int) -> F:
    """The same form and its errors, ready to be sent again after a look at what changed meanwhile.

    A form that was not sent yet stays as it is.
    """
    if form.is_bound:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = version
    return form


class ListFilter(forms.Form):
    """Base of the filters of lists: what of them is in use."""

    @property
    def kept(self) -> dict[str, str]:
        """What the filter says, to be carried from page to page; nothing where it says nonsense."""
        values = self.cleaned_data if self.is_valid() else {}
        return {name: values[name] for name in self.fields if values.get(name)}

    @property
    def query(self) -> str:
        """The same as the end of an address, for the links to the file."""
        return f"?{urlencode(self.kept)}"

    @property
    def in_use(self) -> int:
        """How many filters say something."""
        return len(self.kept)


class DateInput(forms.DateInput):
    """A typed date, dd/mm/yyyy, the same on every device; no picker that needs a script."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        defaults = {"inputmode": "numeric", "autocomplete": "off", "size": 12, "maxlength": 10}
        super().__init__(attrs=defaults | (attrs or {}), format="%d/%m/%Y")


class PhoneInput(forms.TextInput):
    """A telephone number: numeric keys on a phone, and the browser may fill it in."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "tel", "size": 18} | (attrs or {}))


class SearchInput(forms.TextInput):
    """A search box; what is typed is never corrected by the phone."""

    input_type = "search"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        defaults = {"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(attrs=defaults | (attrs or {}))


class CountedTextarea(forms.Textarea):
    """A text box that says how many characters are left once half of them are used.

    The field's own `max_length` is the limit. The browser is not told to cut at it: a pasted text
    must never lose its end silently.
    """

    template_name = "ui/_counted_textarea.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5) -> None:
        super().__init__(attrs={"rows": rows} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        limit = context["widget"]["attrs"].pop("maxlength", None)
        context["widget"]["limit"] = int(limit) if limit else None
        return context


class PhotoInput(forms.ClearableFileInput):
    """Photos from the phone's camera or album; made smaller on the phone first where it can."""

    allow_multiple_selected = True
    template_name = "ui/_photo_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        defaults = {"accept": "image/*,.heic,.heif", "multiple": True, "data-shrink": "2048"}
        super().__init__(attrs=defaults | (attrs or {}))


class CountField(forms.CharField):
    """A whole number as people type it, with or without separators of thousands; at most `most`."""

    default_error_messages = {
        "invalid": _("Hãy nhập số nguyên, ví dụ 1.250."),
        "most": _("Số quá lớn."),
    }

    def __init__(
        self, *, size: int = 12, most: int | None = None, required: bool = False, **kwargs: Any
    ) -> None:
        self.most = most
        box = forms.TextInput(attrs={"inputmode": "numeric", "size": size, "autocomplete": "off"})
        super().__init__(required=required, max_length=20, widget=box, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            count = parse_count(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if self.most is not None and count > self.most:
            raise ValidationError(self.error_messages["most"], code="most")
        return count
