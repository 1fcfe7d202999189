"""The forms of the door, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.db import DataError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from agents.models import Agent

CODE = {"inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}
AUTHENTICATOR_CODE = _("Code of your authenticator app")
ANY_CODE = _("Code of your app, or a recovery code")


class Worded:
    """Gives a form our labels, and leaves out the placeholders that would repeat them."""

    words: dict[str, StrPromise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.label = self.words.get(name, field.label)
            field.help_text = self.words.get(f"{name}.more", "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Worded, account.LoginForm):
    """E-mail and password; says the same whether the address is unknown or the password wrong."""

    words = {"login": _("E-mail"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username webauthn"}


class ResetForm(Worded, account.ResetPasswordForm):
    """Where to send a link that sets another password."""

    words = {"email": _("E-mail")}
    users: list[Agent]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write a mail; where there is nobody, one that leaves nowhere: both take the same time."""
        self.users = self.users or [Agent(email=self.cleaned_data["email"])]
        return str(super().save(request, **kwargs))


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """The password that a link of a mail sets."""

    words = {"password1": _("New password"), "password2": _("Once more")}

    def save(self) -> None:
        """Set it; whoever has locked himself out may come in at once."""
        super().save()
        get_adapter()._delete_login_attempts_cached_email(context.request, email=self.user.email)


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """Another password, by whoever knows the present one."""

    words = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }


class SetPasswordForm(Worded, account.SetPasswordForm):
    """A password for somebody who has none."""

    words = {"password1": _("New password"), "password2": _("Once more")}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    words = {"password": _("Password")}


class Once:
    """Takes a code once, for as long as it would be right: allauth itself forgets it after half a minute."""

    user: Agent

    def clean_code(self) -> str:
        """Return a code that is right and was not used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        used = f"code-used:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(used, 1, mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class Watched:
    """Lets the audit trail know of a wrong code or key."""

    user: Agent

    def clean_code(self) -> str:
        """Return the code, if it is right."""
        with self._watching():
            return super().clean_code()  # type: ignore[misc,no-any-return]

    def clean_credential(self) -> Any:
        """Return the authenticator that a key's answer proves."""
        with self._watching():
            return super().clean_credential()  # type: ignore[misc]

    @contextmanager
    def _watching(self) -> Iterator[None]:
        try:
            yield
        except forms.ValidationError as error:
            locked = error.code == "too_many_login_attempts"
            get_adapter().second_factor_failed(context.request, self.user, locked=locked)
            raise


class CodeForm(Watched, Worded, Once, mfa.AuthenticateForm):
    """The second step of signing in."""

    words = {"code": ANY_CODE}


class ReauthenticateCodeForm(Watched, Worded, Once, mfa.ReauthenticateForm):
    """A code once more, before something that matters."""

    words = {"code": ANY_CODE}


class ActivateAppForm(Worded, Once, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    words = {"code": AUTHENTICATOR_CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= CODE


class Doubting:
    """Takes what is no key for a wrong key; allauth trusts the shape of what a browser sends."""

    def clean_credential(self) -> Any:
        """Return the authenticator that a key's answer proves."""
        with refused_as_wrong():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def refused_as_wrong() -> Iterator[None]:
    """Answer nonsense like a wrong key; DataError is PostgreSQL's for a NUL."""
    try:
        yield
    except (AttributeError, DataError, KeyError, TypeError, ValueError) as error:
        raise get_mfa_adapter().validation_error("incorrect_code") from error


class KeySignInForm(Doubting, webauthn.LoginWebAuthnForm):
    """A passkey instead of a password."""


class KeyForm(Watched, Doubting, webauthn.AuthenticateWebAuthnForm):
    """A key as the second step of signing in."""


class ReauthenticateKeyForm(Watched, Doubting, webauthn.ReauthenticateWebAuthnForm):
    """A key once more, before something that matters."""


class AddKeyForm(Worded, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    def clean(self) -> dict[str, Any]:
        """Check what the key promised."""
        with refused_as_wrong():
            return super().clean()  # type: ignore[no-any-return]

    words = {
        "name": _("Name, to tell your keys apart"),
        "passwordless": _("Sign in with this key alone"),
        "passwordless.more": _("Then the key asks for a fingerprint, a face or a PIN."),
    }


class RenameKeyForm(Worded, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words = {"name": _("Name")}


class InvitationForm(forms.ModelForm[Agent]):
    """Whom to invite; the password is chosen by the one who is invited."""

    class Meta:
        model = Agent
        fields = ["email", "name", "role", "departments", "sites"]

    def clean_email(self) -> str:
        """Return the address as it is compared at sign-in."""
        email = str(self.cleaned_data["email"]).lower()
        if Agent.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an agent with this address already."))
        return email

    def save(self, commit: bool = True) -> Agent:
        """Make an agent whom no password lets in."""
        self.instance.set_unusable_password()
        return super().save(commit)
