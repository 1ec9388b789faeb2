"""Samples for /styleguide/: every component in every state, with made-up words and numbers."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import qr
from core.forms import CountedTextarea, DateInput, PhoneInput, PhotoInput, SearchInput
from core.icons import PATHS

LONG = _(
    "Đề nghị kiểm tra, xử lý dứt điểm tình trạng tập kết rác thải xây dựng lấn chiếm lòng lề đường "
    "kéo dài từ đầu hẻm 1247/38/16A đến hết đoạn giáp ranh khu phố bên cạnh"
)
_RECEIVED = (31, 30, 24, 41, 38, 52, 61, 47, 70, 66, 74)
_ANSWERED = (28, 31, 20, 39, 41, 50, 55, 52, 61, 70, 68)
UNBROKEN = "https://vi-du.example/" + "duongdankhongcokhoangtrang" * 4


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label=_("Họ và tên"), max_length=100)
    day = forms.DateField(
        label=_("Ngày xảy ra"), widget=DateInput, help_text=_("Ví dụ 25/12/2026"), required=False
    )
    phone = forms.CharField(label=_("Số điện thoại"), widget=PhoneInput, required=False)
    kind = forms.ChoiceField(
        label=_("Loại việc"),
        choices=[("", _("Chọn loại việc")), ("1", _("Vệ sinh môi trường, rác")), ("2", LONG)],
    )
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Việc gì, từ khi nào, đã báo ai chưa. Xin đừng ghi số căn cước."),
        max_length=2000,
        widget=CountedTextarea(rows=4),
    )
    photos = forms.FileField(
        label=_("Ảnh"),
        required=False,
        widget=PhotoInput,
        help_text=_("Tối đa 5 ảnh. Vị trí chụp trong ảnh được xóa tự động."),
    )
    answer_by = forms.ChoiceField(
        label=_("Nhận trả lời bằng"),
        widget=forms.RadioSelect,
        choices=[
            ("email", _("Thư điện tử")),
            ("phone", _("Điện thoại")),
            ("none", _("Chỉ bằng mã")),
        ],
    )
    topics = forms.MultipleChoiceField(
        label=_("Việc liên quan"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("light", _("Chiếu sáng")), ("noise", _("Tiếng ồn")), ("road", _("Đường, hẻm"))],
    )
    hide = forms.BooleanField(
        label=_("Không cho cán bộ khu phố biết liên hệ của tôi"), required=False
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("phone"):
            raise forms.ValidationError(_("Cần số điện thoại hoặc thư điện tử để nhận trả lời."))
        return self.cleaned_data


class SampleFilter(forms.Form):
    """The filters of a staff list."""

    q = forms.CharField(label=_("Tìm nội dung, mã, địa điểm"), required=False, widget=SearchInput)
    place = forms.ChoiceField(label=_("Khu phố"), required=False, choices=[("", _("Mọi khu phố"))])
    who = forms.ChoiceField(label=_("Người xử lý"), required=False, choices=[("", _("Mọi người"))])
    late = forms.BooleanField(label=_("Chỉ việc trễ hạn"), required=False)


def context(shell: str) -> dict[str, Any]:
    """Everything that templates/styleguide.html draws."""
    public, staff = reverse("core:styleguide"), reverse("core:styleguide_staff")
    in_staff = shell == "staff"
    return {
        "base_template": "staff_base.html" if in_staff else "public_base.html",
        "shells": [
            {"label": _("Trang của người dân"), "url": public, "current": not in_staff},
            {"label": _("Trang của cán bộ"), "url": staff, "current": in_staff},
        ],
        "blank": SampleForm(prefix="blank"),
        "wrong": SampleForm({"wrong-text": "Rác", "wrong-day": "31/02/2026"}, prefix="wrong"),
        "filters": SampleFilter({"late": "on"}, prefix="filter"),
        "rows": _rows(),
        "steps": [_("Nơi xảy ra"), _("Nội dung"), _("Liên hệ"), _("Kiểm tra")],
        "tabs": [
            {"label": _("Tất cả"), "url": "?", "current": True, "count": 1000000},
            {"label": _("Của tôi"), "url": "?tab=mine", "current": False, "count": 0},
            {"label": _("Đã kết thúc"), "url": "?tab=closed", "current": False},
        ],
        "long": LONG,
        "unbroken": UNBROKEN,
        "now": datetime.datetime(2026, 11, 19, 8, 10, tzinfo=datetime.UTC),
        "day": datetime.date(2026, 12, 25),
        "icons": sorted(PATHS),
        "qr": qr.drawing("https://vi-du.example/phan-anh/KP-7QD4-M2XN"),
        "tones": ["plain", "ok", "soon", "late", "info", "accent"],
    } | _charts()


def _rows() -> list[dict[str, Any]]:
    texts = [
        ("KP-7QD4-M2XN", _("Rác tồn đọng ba ngày trước hẻm 12 đường số 36"), "Trần Thị Mai", _("Trễ 2 ngày"), "late"),
        ("KP-3HT9-RC5E", _("Đèn đường hư đoạn trước trường tiểu học"), "", _("Còn 3 giờ"), "soon"),
        ("KP-5NB2-XU7Q", LONG, "Công Tằng Tôn Nữ Nguyễn Phúc Diễm Quỳnh", _("Còn 4 ngày"), "plain"),
        ("KP-2MR8-K6VD", _("Nắp hố ga vỡ, nguy hiểm cho xe máy"), "Lê Văn Sơn", _("Đúng hạn"), "ok"),
    ]  # fmt: skip
    return [
        {"ref": ref, "title": title, "who": who, "due": due, "tone": tone, "households": count}
        for (ref, title, who, due, tone), count in zip(texts, (0, 412, 1000000, 38), strict=True)
    ]


def _charts() -> dict[str, Any]:
    months = [f"{month:02}/2026" for month in range(1, 12)]
    return {
        "bars": [
            (_("Vệ sinh môi trường, rác"), 182, "?kind=1"),
            (_("Chiếu sáng, hạ tầng"), 96),
            (LONG, 41),
            (_("Tiếng ồn"), 0),
        ],
        "shares": [
            (_("Đúng hạn"), 94, "ok"),
            (_("Sắp đến hạn"), 11, "soon"),
            (_("Trễ hạn"), 3, "late"),
        ],
        "nothing": [(_("Đúng hạn"), 0, "ok"), (_("Trễ hạn"), 0, "late")],
        "columns": list(zip(months, _RECEIVED, _ANSWERED, strict=True)),
        "line": list(zip(months, (12, 30, 24, 41, 38, 52, 61, 47, 70, 66, 74), strict=True)),
        "spark": [3, 5, 4, 8, 6, 9, 12, 7],
    }
