"""Sign-in by allauth under our own addresses; only what the portal uses, each named as allauth does."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from people.views import account as own

urlpatterns = [
    path("dang-nhap/", login_not_required(own.login), name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("dang-nhap/ma-xac-thuc/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path(
        "mat-khau/quen/", login_not_required(account.password_reset), name="account_reset_password"
    ),
    path(
        "mat-khau/quen/da-gui/",
        login_not_required(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "mat-khau/dat-lai/xong/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(  # the user's number holds no hyphen, the key does
        r"^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("can-bo/tai-khoan/mat-khau/", account.password_change, name="account_change_password"),
    path("can-bo/tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("can-bo/tai-khoan/phien/", own.sessions, name="usersessions_list"),
    path("can-bo/tai-khoan/bao-mat/", mfa.index, name="mfa_index"),
    path("can-bo/tai-khoan/bao-mat/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("can-bo/tai-khoan/bao-mat/ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("can-bo/tai-khoan/bao-mat/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "can-bo/tai-khoan/bao-mat/ma-du-phong/",
        own.recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "can-bo/tai-khoan/bao-mat/ma-du-phong/tao/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
