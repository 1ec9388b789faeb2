"""Addresses of the room `people`, written in full from the root; those of sign-in: `urls_account`."""

from django.urls import URLPattern, URLResolver, include, path

from people.views import access, audit, digests, register, system, terms, tokens

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.urls_notices")),
    path("can-bo/nhan-su/", register.register, name="register"),
    path("can-bo/nhan-su/bang.<slug:suffix>", register.register_file, name="register_file"),
    path("can-bo/nhan-su/them/", register.person_add, name="person_add"),
    path("can-bo/nhan-su/bo-nhiem/", terms.appoint, name="appoint"),
    path("can-bo/nhan-su/nhiem-ky/<int:pk>/ket-thuc/", terms.term_end, name="term_end"),
    path("can-bo/nhan-su/<uuid:uuid>/", register.person, name="person"),
    path("can-bo/nhan-su/<uuid:uuid>/sua/", register.person_edit, name="person_edit"),
    path("can-bo/nhan-su/<uuid:uuid>/moi-dang-nhap/", access.invite, name="invite"),
    path(
        "can-bo/nhan-su/<uuid:uuid>/dang-nhap/<slug:action>/",
        access.account_action,
        name="account_action",
    ),
    path("can-bo/tai-khoan/thu-hang-ngay/", digests.digest, name="digest"),
    path("can-bo/nhat-ky/", audit.changes, name="audit"),
    path("can-bo/nhat-ky/luot-xem/", audit.reads, name="audit_reads"),
    path("can-bo/nhat-ky/dang-nhap/", audit.sign_ins, name="audit_sign_ins"),
    path("can-bo/nhat-ky.<slug:suffix>", audit.changes_file, name="audit_file"),
    path("can-bo/nhat-ky/luot-xem.<slug:suffix>", audit.reads_file, name="audit_reads_file"),
    path("can-bo/nhat-ky/dang-nhap.<slug:suffix>", audit.sign_ins_file, name="audit_sign_ins_file"),
    path("can-bo/he-thong/", system.system, name="system"),
    path("can-bo/he-thong/thu-lai/", system.system_retry, name="system_retry"),
    path("can-bo/khoa-truy-cap/", tokens.token_list, name="tokens"),
    path("can-bo/khoa-truy-cap/bang.<slug:suffix>", tokens.token_file, name="token_file"),
    path("can-bo/khoa-truy-cap/them/", tokens.token_add, name="token_add"),
    path("can-bo/khoa-truy-cap/<int:pk>/thu-hoi/", tokens.token_revoke, name="token_revoke"),
]
