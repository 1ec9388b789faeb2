"""Every address of the portal, and what each profile gets there.

One row an address. The answers are written one letter a profile, in the order of `PROFILES`:

    o  the page, or the way on after a form (200, 302, 400 with the form)
    L  the way to the sign-in page
    .  404, as for something that does not exist

`own` is asked about things of the profile's own ward, `foreign` about those of another ward. An
address without a row fails the test, and so does a row without an address.
"""

from __future__ import annotations

from dataclasses import dataclass

PROFILES = [
    "nobody",
    "khu_pho",
    "phuong",
    "lanh_dao",
    "quan",
    "thanh_pho",
    "canh_sat",
    "khu_doi",
    "to_truong",
    "kiem_tra",
]
EVERYBODY = "oooooooooo"
SIGNED_IN = "Looooooooo"


@dataclass(frozen=True)
class Row:
    """An address: how it is asked for, and the answer for each profile."""

    name: str
    own: str
    foreign: str = ""
    method: str = "get"
    kwargs: str = ""
    data: str = ""

    @property
    def is_api(self) -> bool:
        """Whether a key is needed and a session counts for nothing."""
        return self.name.startswith("api:") and self.name not in {"api:schema", "api:docs"}


ROWS = [
    # Everybody's pages
    Row("healthz", EVERYBODY),
    Row("readyz", EVERYBODY),
    Row("metrics", ".........."),  # for who knows its token
    Row("core:styleguide", EVERYBODY),
    Row("core:styleguide_staff", EVERYBODY),
    Row("wards:home", EVERYBODY),
    Row("wards:lookup", EVERYBODY),
    Row("wards:help", EVERYBODY),
    Row("wards:open_data", EVERYBODY),
    Row("wards:open_table", EVERYBODY, kwargs="open_table"),
    Row("wards:unit", EVERYBODY, EVERYBODY, kwargs="unit"),
    Row("set_language", EVERYBODY, method="post"),
    Row("feedback:answered", EVERYBODY),
    Row("reports:public", EVERYBODY),
    Row("reports:public_file", EVERYBODY, kwargs="table_file"),
    Row("feedback:submit", EVERYBODY),
    Row("feedback:track", EVERYBODY),
    Row("feedback:public_obstacles", EVERYBODY),
    # Known by an unguessable token or reference, whoever asks
    Row("feedback:draft_place", EVERYBODY, kwargs="draft"),
    Row("feedback:draft_content", EVERYBODY, kwargs="draft"),
    Row("feedback:draft_contact", EVERYBODY, kwargs="draft"),
    Row("feedback:draft_check", EVERYBODY, kwargs="draft"),
    Row("feedback:draft_done", EVERYBODY, kwargs="sent_draft"),
    Row("feedback:tracking", EVERYBODY, EVERYBODY, kwargs="typed"),
    Row("feedback:sender_inform", EVERYBODY, EVERYBODY, method="post", kwargs="typed"),
    Row("feedback:sender_rate", EVERYBODY, EVERYBODY, method="post", kwargs="typed"),
    Row("feedback:sender_reopen", EVERYBODY, EVERYBODY, method="post", kwargs="typed"),
    # Signing in and one's own account
    Row("account_login", EVERYBODY),
    Row("account_reset_password", EVERYBODY),
    Row("account_reset_password_done", EVERYBODY),
    Row("account_reset_password_from_key", EVERYBODY, kwargs="reset_key"),
    Row("account_reset_password_from_key_done", EVERYBODY),
    Row("mfa_authenticate", EVERYBODY),
    Row("account_logout", EVERYBODY),
    Row("account_change_password", SIGNED_IN),
    Row("account_reauthenticate", SIGNED_IN),
    Row("usersessions_list", SIGNED_IN),
    Row("people:digest", SIGNED_IN),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_reauthenticate", SIGNED_IN),
    Row("mfa_activate_totp", SIGNED_IN),
    Row("mfa_deactivate_totp", "L........."),
    Row("mfa_view_recovery_codes", SIGNED_IN),
    Row("mfa_generate_recovery_codes", SIGNED_IN),
    # The territory, for staff
    Row("wards:unit_list_staff", SIGNED_IN),
    Row("wards:unit_file_staff", SIGNED_IN, kwargs="table_file"),
    Row("wards:decisions", "L....o...."),
    Row("wards:decision_file", "L....o....", kwargs="table_file"),
    Row("wards:decision", "L....o....", kwargs="decision"),
    Row("wards:decision_progress", "L....o....", kwargs="decision"),
    # Schemes of rearrangement
    Row("neighborhoods:schemes_public", EVERYBODY),
    Row("neighborhoods:scheme_public", EVERYBODY, EVERYBODY, kwargs="public_scheme"),
    Row("neighborhoods:paper_public", EVERYBODY, EVERYBODY, kwargs="public_paper"),
    Row("neighborhoods:schemes", "L.oooo...."),
    Row("neighborhoods:scheme_file", "L.oooo....", kwargs="table_file"),
    Row("neighborhoods:scheme_add", "L.oo......"),
    Row("neighborhoods:progress", "L.oooo...."),
    Row("neighborhoods:progress_file", "L.oooo....", kwargs="table_file"),
    Row("neighborhoods:scheme", "L.oooo....", "L....o....", kwargs="scheme"),
    Row("neighborhoods:scheme_edit", "L.oo......", "L.........", kwargs="scheme"),
    Row("neighborhoods:line_add", "L.oo......", "L.........", kwargs="scheme"),
    Row("neighborhoods:line_edit", "L.oo......", "L.........", kwargs="line"),
    Row("neighborhoods:line_delete", "L.oo......", "L.........", kwargs="line"),
    Row("neighborhoods:sizes", "L.oo......", "L.........", kwargs="scheme"),
    Row("neighborhoods:step_done", "L.oo......", "L.........", kwargs="scheme"),
    Row("neighborhoods:scheme_return", "L.........", "L.........", kwargs="scheme"),
    Row("neighborhoods:scheme_stop", "L..o......", "L.........", kwargs="scheme"),
    Row("neighborhoods:scheme_note", "L.oooo....", "L....o....", kwargs="scheme"),
    Row("neighborhoods:paper_add", "L.oo......", "L.........", kwargs="scheme"),
    Row("neighborhoods:paper", "L.oooo....", "L....o....", kwargs="paper"),
    Row("neighborhoods:paper_publish", "L.oo......", "L.........", method="post", kwargs="paper"),
    Row("neighborhoods:naming_guide", EVERYBODY),
    Row("neighborhoods:prefer", EVERYBODY, EVERYBODY, kwargs="poll"),
    Row("neighborhoods:names", "L.oo......", "L.........", kwargs="line"),
    Row("neighborhoods:names_ask", "L.oo......", "L.........", kwargs="line"),
    Row("neighborhoods:name_decide", "L.oo......", "L.........", kwargs="proposal"),
    Row(
        "neighborhoods:name_withdraw", "L.oo......", "L.........", method="post", kwargs="proposal"
    ),
    # Reports
    Row("reports:reports", "L.oooo...."),
    Row("reports:periods", "L.oooo...."),
    Row("reports:period", "L.oooo....", "L....o....", kwargs="period"),
    Row("reports:period_progress", "L.oooo....", "L....o....", kwargs="period"),
    Row("reports:period_file", "L.oooo....", "L....o....", kwargs="period_file"),
    Row("reports:period_sum", "L...oo....", "L....o....", method="post", kwargs="period"),
    Row("reports:period_ask", "L...oo...."),
    Row("reports:report", "L.oooo....", "L....o....", kwargs="report_submitted"),
    Row("reports:report_file", "L.oooo....", "L....o....", kwargs="report_file"),
    Row("reports:figure_rows", "L.oooo....", "L....o....", kwargs="report_figure"),
    Row("reports:figure_rows_file", "L.oooo....", "L....o....", kwargs="report_figure_file"),
    Row("reports:report_write", "L.oo......", "L.........", kwargs="report_draft"),
    Row("reports:report_move", "L...o.....", "L.........", kwargs="report_submitted_move"),
    Row(
        "reports:comment_add", "L...o.....", "L.........", method="post", kwargs="report_submitted"
    ),
    Row(
        "reports:comment_resolve",
        "L.oo......",
        "L.........",
        method="post",
        kwargs="report_comment",
    ),
    Row("reports:version", "L.oooo....", "L....o....", kwargs="report_version"),
    # Consultations
    Row("neighborhoods:consultations_public", EVERYBODY),
    Row("neighborhoods:consultation_public", EVERYBODY, EVERYBODY, kwargs="closed"),
    Row("neighborhoods:answer", EVERYBODY, EVERYBODY, kwargs="online"),
    Row("neighborhoods:online", "Looo......", "L.........", kwargs="online"),
    Row("neighborhoods:paper_ballot", "Looo......", "L.........", kwargs="online"),
    Row("neighborhoods:voter_list", "Looo......", "L.........", method="post", kwargs="online"),
    Row("neighborhoods:voters_delete", "Looo......", "L.........", kwargs="online"),
    Row("neighborhoods:consultations", "Looooo...."),
    Row("neighborhoods:consultation_file", "Looooo....", kwargs="table_file"),
    Row("neighborhoods:consultation_add", "Looo......"),
    Row("neighborhoods:consultation", "Looooo....", "L....o....", kwargs="planned"),
    Row("neighborhoods:consultation_edit", "Looo......", "L.........", kwargs="planned"),
    Row("neighborhoods:consultation_cancel", "Looo......", "L.........", kwargs="planned"),
    Row("neighborhoods:announce", "Looo......", "L.........", method="post", kwargs="planned"),
    Row("neighborhoods:result", "Looo......", "L.........", kwargs="open"),
    Row("neighborhoods:minutes", "Looooo....", "L....o....", kwargs="closed"),
    Row("neighborhoods:repeat", "Looo......", "L.........", method="post", kwargs="closed"),
    # Notifications and the first page
    Row("reports:dashboard", SIGNED_IN),
    Row("core:search", SIGNED_IN),
    Row("reports:board", "Looooo...."),
    Row("reports:board_file", "Looooo....", kwargs="board_table"),
    # The register of people
    Row("people:register", "Loooooooo."),
    Row("people:register_file", "Loooooooo.", kwargs="table_file"),
    Row("people:person_add", "L.oo.o...."),
    Row("people:appoint", "L.oo.o...."),
    Row("people:person", "Loooooooo.", "L....o....", kwargs="person"),
    Row("people:person_edit", "L.oo.o....", "L....o....", kwargs="person"),
    Row("people:term_end", "L.oo.o....", "L....o....", kwargs="term"),
    Row("people:invite", "L.oo.o....", "L....o....", kwargs="person"),
    Row("people:account_action", "L.oo.o....", "L....o....", kwargs="account"),
    # Figures of khu phố and wards
    Row("neighborhoods:figures", "Looooo...."),
    Row("neighborhoods:figure_file", "Looooo....", kwargs="table_file"),
    Row("neighborhoods:figure_unit", "Looooo....", "L....o....", kwargs="unit"),
    # Spreadsheets into tables
    Row("core:imports", "Looo.o...."),
    Row("core:import_start", "Looo......", kwargs="import_kind"),
    Row("core:import_template", "Looo......", kwargs="import_kind"),
    Row("core:import_job", "L.o.......", "L.........", kwargs="import_job"),
    Row("core:import_progress", "L.o.......", "L.........", kwargs="import_job"),
    # What happened, for who looks into it
    Row("people:audit", "L........o"),
    Row("people:audit_file", "L........o", kwargs="table_file"),
    Row("people:audit_reads", "L........o"),
    Row("people:audit_reads_file", "L........o", kwargs="table_file"),
    Row("people:audit_sign_ins", "L........o"),
    Row("people:audit_sign_ins_file", "L........o", kwargs="table_file"),
    Row("people:notices", SIGNED_IN),
    Row("people:notices_read", SIGNED_IN),
    Row("people:notice_open", "L..o......", "L.........", method="post", kwargs="notice"),
    Row("people:notice_log", "L.oo.....o"),
    Row("people:notice_file", "L.oo.....o", kwargs="table_file"),
    Row("people:notice_letter", "L.........", "L.........", kwargs="letter"),
    Row("people:notice_resend", "L.oo......", "L.........", method="post", kwargs="letter"),
    # Feedback, for staff
    Row("feedback:inbox", "Looooo...."),
    Row("feedback:inbox_file", "Looooo....", kwargs="table_file"),
    Row("feedback:sent_away", "L.oo......"),
    Row("feedback:cases_assign", "L.oo......", method="post"),
    Row("feedback:templates", "L.oo......"),
    Row("feedback:templates_file", "L.oo......", kwargs="table_file"),
    Row("feedback:template_add", "L.oo......"),
    Row("feedback:template", "L.oo......", "L.........", kwargs="template"),
    Row("feedback:template_delete", "L.oo......", "L.........", kwargs="template"),
    Row("feedback:take_in", "Looo......"),
    Row("feedback:taken_in", "L.o.......", "L.........", kwargs="case"),
    Row("feedback:case", "Looooo....", "L....o....", kwargs="case"),
    Row("feedback:case_contact", "L.oo......", "L.........", method="post", kwargs="case"),
    Row("feedback:case_move", "Looo......", "L.........", method="post", kwargs="move"),
    Row("feedback:photo", ".ooooo....", ".....o....", kwargs="photo"),
    Row("feedback:photo_small", ".ooooo....", ".....o....", kwargs="photo"),
    # Directives, for staff: issued by the district of the own ward
    Row("reports:directives", "L.oooo...."),
    Row("reports:directive_tasks", "L.oooo...."),
    Row("reports:directive_add", "L...oo...."),
    Row("reports:directive", "L...oo....", "L....o....", kwargs="directive"),
    Row("reports:directive_file", "L...oo....", "L....o....", kwargs="directive_file"),
    Row("reports:directive_paper", "L...oo....", "L....o....", kwargs="directive_paper"),
    Row("reports:directive_edit", "L...o.....", "L.........", kwargs="draft_directive"),
    Row("reports:directive_units", "L...o.....", "L.........", kwargs="draft_directive"),
    Row("reports:directive_paper_add", "L...o.....", "L.........", kwargs="draft_directive"),
    Row("reports:directive_paper_remove", "L...o.....", "L.........", kwargs="draft_paper"),
    Row("reports:directive_discard", "L...o.....", "L.........", kwargs="draft_directive"),
    Row("reports:directive_issue", "L...o.....", "L.........", kwargs="draft_directive"),
    Row("reports:directive_urge", "L...o.....", "L.........", method="post", kwargs="directive"),
    Row("reports:directive_extend", "L...o.....", "L.........", kwargs="directive"),
    Row("reports:directive_withdraw", "L...o.....", "L.........", kwargs="directive"),
    Row("reports:directive_task", "L.oooo....", "L....o....", kwargs="directive_task"),
    Row(
        "reports:directive_task_move",
        "L.oo......",
        "L.........",
        method="post",
        kwargs="directive_move",
    ),
    Row("reports:directive_task_paper", "L.oooo....", "L....o....", kwargs="directive_task_paper"),
    # The obstacle log, for staff
    Row("feedback:obstacles", "Looooo...."),
    Row("feedback:obstacle_file", "Looooo....", kwargs="table_file"),
    Row("feedback:obstacle_add", "Looo......"),
    Row("feedback:obstacles_by_ward", "L...oo...."),
    Row("feedback:obstacle_wards_file", "L...oo....", kwargs="table_file"),
    Row("feedback:obstacle", "Looooo....", "L....o....", kwargs="obstacle"),
    Row(
        "feedback:obstacle_move",
        "Looo......",
        "L.........",
        method="post",
        kwargs="obstacle_comment",
    ),
    # Whether everything runs
    Row("people:system", "L....o...."),
    Row("people:system_retry", "L....o....", method="post"),
    # Keys of other systems
    Row("people:tokens", "L....o...."),
    Row("people:token_file", "L....o....", kwargs="table_file"),
    Row("people:token_add", "L....o...."),
    Row("people:token_revoke", "L....o....", kwargs="token"),
    # The API; whoever comes with a key of a profile gets what the profile gets
    Row("api:schema", EVERYBODY),
    Row("api:docs", EVERYBODY),
    Row("api:me", SIGNED_IN),
    Row("api:units", SIGNED_IN),
    Row("api:find_unit", SIGNED_IN),
    Row("api:unit", SIGNED_IN, SIGNED_IN, kwargs="unit"),
    Row("api:categories", SIGNED_IN),
    Row("api:cases", "Looooo...."),
    Row("api:case", "Looooo....", "L....o....", kwargs="case"),
    Row("api:case_moves", "Looooo....", "L....o....", kwargs="case"),
    Row("api:case_photo", "Looooo....", "L....o....", kwargs="photo_of_case"),
    Row("api:case_contact", "L.oo......", "L.........", method="post", kwargs="case"),
    *[
        Row(f"api:case_{move}", answers, "L.........", method="post", kwargs="case")
        for answers, moves in (
            (
                "L.oo......",
                "triage assign forward merge refer reject close reopen publish unpublish",
            ),
            ("Looo......", "start answer resume ask note"),
            ("L..o......", "extend"),
        )
        for move in moves.split()
    ],
]
