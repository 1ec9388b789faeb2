"""Staff addresses of the room, under /can-bo/phan-anh/; included by `feedback.urls`."""

from django.urls import path

from feedback.views import case, case_actions, inbox, templates

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bang.<slug:suffix>", inbox.inbox_file, name="inbox_file"),
    path("da-chuyen/", inbox.sent_away, name="sent_away"),
    path("phan-cong/", inbox.cases_assign, name="cases_assign"),
    path("mau-tra-loi/", templates.templates, name="templates"),
    path("mau-tra-loi/bang.<slug:suffix>", templates.templates_file, name="templates_file"),
    path("mau-tra-loi/them/", templates.template_add, name="template_add"),
    path("mau-tra-loi/<int:pk>/", templates.template, name="template"),
    path("mau-tra-loi/<int:pk>/xoa/", templates.template_delete, name="template_delete"),
    path("<str:reference>/", case.case, name="case"),
    path("<str:reference>/lien-he/", case.case_contact, name="case_contact"),
    path("<str:reference>/<slug:slug>/", case_actions.case_move, name="case_move"),
]
