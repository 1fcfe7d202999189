"""Addresses of the agents' pages. What allauth offers beyond these, such as signing up, has no address."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from agents.views import ConsoleView, SessionsView, admin_door, key_sign_in

# These names are allauth's: it leads from one page to the next by them.
door = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.LogoutView.as_view(http_method_names=["post"]), name="account_logout"),
    path("inactive/", never_cache(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", never_cache(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", never_cache(account.password_change), name="account_change_password"),
    path("password/set/", never_cache(account.password_set), name="account_set_password"),
    path("password/reset/", never_cache(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        never_cache(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("sessions/", never_cache(SessionsView.as_view()), name="usersessions_list"),
]

second_factor = [
    path("", never_cache(mfa.index), name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", never_cache(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("totp/activate/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", never_cache(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", never_cache(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        never_cache(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

keys = [
    path("", never_cache(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("add/", never_cache(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("login/", never_cache(key_sign_in), name="mfa_login_webauthn"),
    path(
        "reauthenticate/", never_cache(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("<int:pk>/edit/", never_cache(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("<int:pk>/remove/", never_cache(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("console/", ConsoleView.as_view(), name="console"),
    path("accounts/", include(door)),
    path("accounts/2fa/", include(second_factor)),
    path("accounts/2fa/keys/", include(keys)),
    # The admin is entered by the same door; these stand before its own pages.
    path("admin/login/", admin_door),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
]
