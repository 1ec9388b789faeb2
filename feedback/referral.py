"""What the sender of a complaint or a denunciation is told; the official may change the words.

Legal source: Law on complaints 2011 art. 7–8 (amended 2025), Law on denunciations 2018 art. 22–25.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.models import CaseKind

REFERRALS = {
    CaseKind.COMPLAINT: _(
        "Nội dung ông/bà gửi là khiếu nại, không giải quyết theo thủ tục phản ánh, kiến nghị.\n\n"
        "Xin ông/bà gửi đơn khiếu nại có chữ ký hoặc điểm chỉ đến người đã ra quyết định, hoặc cơ "
        "quan quản lý người có hành vi bị khiếu nại; cũng có thể đến khiếu nại trực tiếp tại nơi "
        "tiếp công dân. Đơn ghi rõ ngày, họ tên, địa chỉ, nội dung, lý do và yêu cầu giải quyết."
    ),
    CaseKind.DENUNCIATION: _(
        "Nội dung ông/bà gửi là tố cáo, không giải quyết theo thủ tục phản ánh, kiến nghị.\n\n"
        "Tố cáo phải bằng đơn có chữ ký hoặc điểm chỉ, hoặc trình bày trực tiếp tại cơ quan có "
        "thẩm quyền (Luật Tố cáo, các điều 22, 23). Xin ông/bà gửi đơn hoặc đến nơi tiếp công dân "
        "của Ủy ban nhân dân hoặc cơ quan công an. Họ tên, địa chỉ của ông/bà được giữ bí mật."
    ),
}
