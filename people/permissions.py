"""Who may do what: one table, Profile × Permission, and who may fill which posts.

Where somebody may do it comes from the terms of today (`people.reach`), never from here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    """One thing somebody may be allowed to do in the units they reach."""

    UNIT_VIEW = "unit.view", _("Xem đơn vị trong phạm vi của mình")
    STRUCTURE_MANAGE = "structure.manage", _("Xác nhận, áp dụng, rút văn bản sắp xếp đơn vị")
    PERSON_VIEW = "person.view", _("Xem nhân sự và nhiệm kỳ")
    PERSON_MANAGE = "person.manage", _("Thêm người, bổ nhiệm, kết thúc nhiệm kỳ, mời đăng nhập")
    CASE_VIEW = "case.view", _("Xem phản ánh")
    CASE_VIEW_SEALED = "case.view_sealed", _("Xem phản ánh được bảo mật")
    CASE_VIEW_CONTACT = "case.view_contact", _("Xem liên hệ của người gửi")
    CASE_TAKE_IN = "case.take_in", _("Tiếp nhận hộ người dân")
    CASE_TRIAGE = "case.triage", _("Phân loại, từ chối, gộp, chuyển phản ánh")
    CASE_ASSIGN = "case.assign", _("Phân công xử lý")
    CASE_ANSWER = "case.answer", _("Xử lý, hỏi thêm, ghi chú và trả lời")
    CASE_CLOSE = "case.close", _("Kết thúc và mở lại phản ánh")
    CASE_CLOSE_SEALED = "case.close_sealed", _("Kết thúc phản ánh được bảo mật")
    CASE_EXTEND = "case.extend", _("Gia hạn xử lý")
    FIGURE_VIEW = "figure.view", _("Xem số liệu hộ, nhân khẩu, diện tích")
    FIGURE_MANAGE = "figure.manage", _("Nhập và sửa số liệu hộ, nhân khẩu, diện tích")
    OBSTACLE_VIEW = "obstacle.view", _("Xem vướng mắc sau sắp xếp")
    OBSTACLE_REPORT = "obstacle.report", _("Ghi nhận vướng mắc và trao đổi")
    OBSTACLE_MANAGE = "obstacle.manage", _("Giao, định hạn, giải quyết, công khai vướng mắc")
    OBSTACLE_ABOVE = "obstacle.above", _("Trả lời vướng mắc chờ cấp trên")
    SCHEME_VIEW = "scheme.view", _("Xem đề án sắp xếp")
    SCHEME_MANAGE = "scheme.manage", _("Lập, sửa, trình đề án sắp xếp")
    SCHEME_APPROVE = "scheme.approve", _("Phê duyệt, dừng đề án sắp xếp")
    SCHEME_REVIEW = "scheme.review", _("Xem xét, trình hoặc trả lại đề án của phường, xã")
    CONSULTATION_MANAGE = "consultation.manage", _("Tổ chức lấy ý kiến, ghi kết quả")
    REPORT_VIEW = "report.view", _("Xem báo cáo")
    REPORT_WRITE = "report.write", _("Soạn báo cáo của đơn vị mình")
    REPORT_SUBMIT = "report.submit", _("Gửi, rút báo cáo của đơn vị mình")
    REPORT_REVIEW = "report.review", _("Nhận xét, trả lại, chấp nhận, tổng hợp báo cáo cấp dưới")
    DIRECTIVE_VIEW = "directive.view", _("Xem văn bản chỉ đạo và việc thực hiện")
    DIRECTIVE_ANSWER = "directive.answer", _("Tiếp nhận, giao, báo tiến độ và trả lời chỉ đạo")
    DIRECTIVE_ISSUE = "directive.issue", _("Ban hành chỉ đạo, đôn đốc, xem xét trả lời")
    NOTICE_LOG = "notice.log", _("Xem nhật ký gửi thông báo của đơn vị")
    AUDIT_VIEW = "audit.view", _("Đọc nhật ký thay đổi và nhật ký truy cập")
    SETTINGS_MANAGE = "settings.manage", _("Sửa danh mục, quy tắc hạn và lịch làm việc")


class Profile(models.TextChoices):
    """What a role may do, in words an official recognises."""

    NEIGHBORHOOD_OFFICER = "neighborhood_officer", _("Cán bộ khu phố, ấp")
    WARD_OFFICIAL = "ward_official", _("Công chức phường, xã")
    WARD_LEADER = "ward_leader", _("Lãnh đạo phường, xã")
    REVIEWER = "reviewer", _("Cán bộ cấp trên theo dõi")
    CITY = "city", _("Cán bộ Thành phố")
    BEAT_OFFICER = "beat_officer", _("Cảnh sát khu vực")
    MILITIA_LEAD = "militia_lead", _("Khu đội trưởng, ấp đội trưởng")
    TEAM_LEAD = "team_lead", _("Tổ trưởng Tổ bảo vệ an ninh, trật tự")
    AUDITOR = "auditor", _("Cán bộ kiểm tra")
    NONE = "none", _("Không truy cập hệ thống")


_P = Permission
_WARD_OFFICIAL = frozenset(
    {
        _P.UNIT_VIEW,
        _P.PERSON_VIEW,
        _P.PERSON_MANAGE,
        _P.CASE_VIEW,
        _P.CASE_VIEW_SEALED,
        _P.CASE_VIEW_CONTACT,
        _P.CASE_TAKE_IN,
        _P.CASE_TRIAGE,
        _P.CASE_ASSIGN,
        _P.CASE_ANSWER,
        _P.CASE_CLOSE,
        _P.FIGURE_VIEW,
        _P.FIGURE_MANAGE,
        _P.OBSTACLE_VIEW,
        _P.OBSTACLE_REPORT,
        _P.OBSTACLE_MANAGE,
        _P.SCHEME_VIEW,
        _P.SCHEME_MANAGE,
        _P.CONSULTATION_MANAGE,
        _P.REPORT_VIEW,
        _P.REPORT_WRITE,
        _P.DIRECTIVE_VIEW,
        _P.DIRECTIVE_ANSWER,
        _P.NOTICE_LOG,
    }
)
_AREA = frozenset({_P.UNIT_VIEW, _P.PERSON_VIEW})

GRANTS: dict[Profile, frozenset[Permission]] = {
    Profile.NEIGHBORHOOD_OFFICER: frozenset(
        {
            _P.UNIT_VIEW,
            _P.PERSON_VIEW,
            _P.CASE_VIEW,
            _P.CASE_VIEW_CONTACT,
            _P.CASE_TAKE_IN,
            _P.CASE_ANSWER,
            _P.FIGURE_VIEW,
            _P.FIGURE_MANAGE,
            _P.OBSTACLE_VIEW,
            _P.OBSTACLE_REPORT,
            _P.CONSULTATION_MANAGE,
        }
    ),
    Profile.WARD_OFFICIAL: _WARD_OFFICIAL,
    Profile.WARD_LEADER: _WARD_OFFICIAL
    | {_P.CASE_CLOSE_SEALED, _P.CASE_EXTEND, _P.SCHEME_APPROVE, _P.REPORT_SUBMIT},
    Profile.REVIEWER: frozenset(
        {
            _P.UNIT_VIEW,
            _P.PERSON_VIEW,
            _P.CASE_VIEW,
            _P.FIGURE_VIEW,
            _P.OBSTACLE_VIEW,
            _P.OBSTACLE_ABOVE,
            _P.SCHEME_VIEW,
            _P.SCHEME_REVIEW,
            _P.REPORT_VIEW,
            _P.REPORT_WRITE,
            _P.REPORT_SUBMIT,
            _P.REPORT_REVIEW,
            _P.DIRECTIVE_VIEW,
            _P.DIRECTIVE_ISSUE,
        }
    ),
    Profile.CITY: frozenset(
        {
            _P.UNIT_VIEW,
            _P.STRUCTURE_MANAGE,
            _P.PERSON_VIEW,
            _P.PERSON_MANAGE,
            _P.CASE_VIEW,
            _P.FIGURE_VIEW,
            _P.OBSTACLE_VIEW,
            _P.OBSTACLE_ABOVE,
            _P.SCHEME_VIEW,
            _P.REPORT_VIEW,
            _P.REPORT_WRITE,
            _P.REPORT_SUBMIT,
            _P.REPORT_REVIEW,
            _P.DIRECTIVE_VIEW,
            _P.DIRECTIVE_ISSUE,
            _P.SETTINGS_MANAGE,
        }
    ),
    Profile.BEAT_OFFICER: _AREA,
    Profile.MILITIA_LEAD: _AREA,
    Profile.TEAM_LEAD: _AREA,
    Profile.AUDITOR: frozenset({_P.UNIT_VIEW, _P.AUDIT_VIEW, _P.NOTICE_LOG}),
    Profile.NONE: frozenset(),
}

_IN_KHU_PHO = frozenset(
    {
        Profile.NEIGHBORHOOD_OFFICER,
        Profile.BEAT_OFFICER,
        Profile.MILITIA_LEAD,
        Profile.TEAM_LEAD,
        Profile.NONE,
    }
)
# Whoever manages people may fill and end posts of these profiles, and see to the sign-ins of those
# who hold them. Nobody in a ward hands out more than they have: a leader's post is filled by a leader,
# what looks at the ward from above (reviewer, city, auditor) by the city.
APPOINTS: dict[Profile, frozenset[Profile]] = {
    Profile.WARD_OFFICIAL: _IN_KHU_PHO | {Profile.WARD_OFFICIAL},
    Profile.WARD_LEADER: _IN_KHU_PHO | {Profile.WARD_OFFICIAL, Profile.WARD_LEADER},
    Profile.CITY: frozenset(Profile),
}


def profiles_with(permission: str) -> frozenset[Profile]:
    """The profiles that grant a permission. Raises ValueError for an unknown one."""
    wanted = Permission(permission)
    return frozenset(profile for profile, granted in GRANTS.items() if wanted in granted)
