"""Addresses of the khu phố: schemes of rearrangement, for everybody and for the offices."""

from django.urls import path

from neighborhoods.figures import views as figures
from neighborhoods.views import consultations, lines, naming, online, public, schemes, steps
from neighborhoods.voters import views as voters

app_name = "neighborhoods"

_ONE = "can-bo/sap-xep/<uuid:uuid>/"
_ASKED = "can-bo/lay-y-kien/<uuid:uuid>/"

urlpatterns = [
    path("sap-xep/", public.schemes_public, name="schemes_public"),
    path("sap-xep/<uuid:uuid>/", public.scheme_public, name="scheme_public"),
    path(
        "sap-xep/<uuid:uuid>/van-ban/<uuid:paper_uuid>/", public.paper_public, name="paper_public"
    ),
    path("can-bo/sap-xep/", schemes.scheme_list, name="schemes"),
    path("can-bo/sap-xep/bang.<slug:suffix>", schemes.scheme_file, name="scheme_file"),
    path("can-bo/sap-xep/moi/", schemes.scheme_add, name="scheme_add"),
    path("can-bo/sap-xep/tien-do/", schemes.scheme_progress, name="progress"),
    path(
        "can-bo/sap-xep/tien-do.<slug:suffix>", schemes.scheme_progress_file, name="progress_file"
    ),
    path(_ONE, schemes.scheme, name="scheme"),
    path(f"{_ONE}sua/", schemes.scheme_edit, name="scheme_edit"),
    path(f"{_ONE}dong/", lines.line_add, name="line_add"),
    path(f"{_ONE}dong/<int:number>/", lines.line_edit, name="line_edit"),
    path(f"{_ONE}dong/<int:number>/bo/", lines.line_delete, name="line_delete"),
    path(f"{_ONE}hien-trang/", lines.sizes, name="sizes"),
    path(f"{_ONE}buoc/", steps.step_done, name="step_done"),
    path(f"{_ONE}tra-lai/", steps.scheme_return, name="scheme_return"),
    path(f"{_ONE}dung/", steps.scheme_stop, name="scheme_stop"),
    path(f"{_ONE}ghi-chu/", steps.scheme_note, name="scheme_note"),
    path(f"{_ONE}van-ban/", steps.paper_add, name="paper_add"),
    path(f"{_ONE}van-ban/<uuid:paper_uuid>/", steps.paper, name="paper"),
    path(f"{_ONE}van-ban/<uuid:paper_uuid>/cong-khai/", steps.paper_publish, name="paper_publish"),
    path("lay-y-kien/", public.consultations_public, name="consultations_public"),
    path("lay-y-kien/<uuid:uuid>/", public.consultation_public, name="consultation_public"),
    path("lay-y-kien/<uuid:uuid>/tra-loi/", online.answer, name="answer"),
    path("can-bo/lay-y-kien/", consultations.consultation_list, name="consultations"),
    path(
        "can-bo/lay-y-kien/bang.<slug:suffix>",
        consultations.consultation_file,
        name="consultation_file",
    ),
    path("can-bo/lay-y-kien/moi/", consultations.consultation_add, name="consultation_add"),
    path(_ASKED, consultations.consultation, name="consultation"),
    path(f"{_ASKED}sua/", consultations.consultation_edit, name="consultation_edit"),
    path(f"{_ASKED}thong-bao/", consultations.consultation_announce, name="announce"),
    path(f"{_ASKED}ket-qua/", consultations.consultation_result, name="result"),
    path(f"{_ASKED}lan-sau/", consultations.consultation_repeat, name="repeat"),
    path(f"{_ASKED}huy/", consultations.consultation_cancel, name="consultation_cancel"),
    path(f"{_ASKED}truc-tuyen/", online.online, name="online"),
    path(f"{_ASKED}phieu-giay/", online.paper_ballot, name="paper_ballot"),
    path(f"{_ASKED}danh-sach-ho.docx", voters.voter_list, name="voter_list"),
    path(f"{_ASKED}danh-sach-ho/xoa/", voters.voters_delete, name="voters_delete"),
    path(f"{_ASKED}bien-ban.docx", consultations.consultation_minutes, name="minutes"),
    path("sap-xep/huong-dan-dat-ten/", naming.naming_guide, name="naming_guide"),
    path("sap-xep/ten-goi/<uuid:uuid>/", naming.prefer, name="prefer"),
    path(f"{_ONE}dong/<int:number>/ten/", naming.names, name="names"),
    path(f"{_ONE}dong/<int:number>/ten/hoi-y-kien/", naming.names_ask, name="names_ask"),
    path(f"{_ONE}dong/<int:number>/ten/<int:pk>/chon/", naming.name_decide, name="name_decide"),
    path(f"{_ONE}dong/<int:number>/ten/<int:pk>/rut/", naming.name_withdraw, name="name_withdraw"),
    path("can-bo/so-lieu/", figures.figure_list, name="figures"),
    path("can-bo/so-lieu/bang.<slug:suffix>", figures.figure_file, name="figure_file"),
    path("can-bo/so-lieu/<uuid:uuid>/", figures.figure_unit, name="figure_unit"),
]
