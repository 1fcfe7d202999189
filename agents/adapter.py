"""What signing in means here: for agents alone, nobody signs up, and mail keeps nobody waiting."""

import ipaddress
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from agents.sealing import Broken, seal, unseal
from realtime import edge
from realtime.actors import THE_SYSTEM, Actor
from realtime.post import post, run
from visitors.devices import Device
from visitors.models import AuditEvent

LOCKED = 300
UNSAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class SignInAdapter(DefaultAccountAdapter):
    """Allauth's questions, answered for a team that joins by invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail and password do not match. Check both and try again."),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many wrong tries. Wait five minutes, then try again."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: agents join by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits count by, believing as many proxies as the rest of the server does."""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = edge.client_address(request.META.get("REMOTE_ADDR", ""), forwarded)
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return "0.0.0.0"  # noqa: S104 -- a socket in the file system has no address
        return str(getattr(ip, "ipv4_mapped", None) or ip)

    def is_safe_url(self, url: str) -> bool:
        """Tell whether signing in may lead there: to this very server only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a mail: at the address people know, not at the one somebody asked from."""
        uid, _dash, token = key.partition("-")
        return settings.PUBLIC_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail to the post, which writes and sends it in its own time; to nobody it is written in vain."""
        words = {"email": email, "public_url": settings.PUBLIC_URL} | context
        write = partial(self.render_mail, template_prefix, email, words)
        user = context.get("user")
        (run if user is not None and user._state.adding else post)(write)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **more: Any) -> None:
        """Keep a message for the next page, unless it says what everybody sees."""
        template = args[0] if args else more.get("message_template")
        if template not in UNSAID:
            super().add_message(request, level, *args, **more)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Let somebody in, and record it."""
        super().login(request, user)
        self._record("agent.signed_in", request, user, by=user.actor)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try; the first that is one too many is recorded, once an address and account in five minutes."""
        try:
            self._count(request, **credentials)
        except ValidationError:
            tried = self._tried(credentials)
            if cache.add(f"locked-out:{self.get_client_ip(request)}:{tried.pk if tried else ''}", 1, LOCKED):
                self._record("agent.locked_out", request, tried)
            raise

    def _count(self, request: HttpRequest, **credentials: Any) -> None:
        # By address under a name of its own: a right code of somebody's own wipes what is counted with the account.
        place = ratelimit.consume(request, app="allauth.account", action="login_failed_from")
        if place is None:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)
        self._login_failed_rl_usage.usage += place.usage  # taken back together when the try was right

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a wrong password: of an address nobody has as well, so that both take the same time."""
        self._record("agent.sign_in_failed", request, self._tried(credentials))

    def second_factor_failed(self, request: HttpRequest, agent: Agent, *, locked: bool) -> None:
        """Record a wrong code or key of somebody whose password was right, or the first one too many."""
        if not locked:
            self._record("agent.second_factor_failed", request, agent)
        elif cache.add(f"locked-out:{self.get_client_ip(request)}:{agent.pk}", 1, LOCKED):
            self._record("agent.locked_out", request, agent)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **more: Any) -> None:
        """Record what happened to somebody's way in: allauth tells of it here, mail or no mail."""
        self._record(f"agent.{template_prefix.rpartition('/')[2]}", self.request, user, by=user.actor)
        super().send_notification_mail(template_prefix, user, *args, **more)

    def _tried(self, credentials: dict[str, Any]) -> Agent | None:
        email = str(credentials.get("email", "")).strip().lower()
        return Agent.objects.filter(email=email).first() if "\0" not in email else None

    def _record(self, verb: str, request: HttpRequest, agent: Agent | None, by: Actor = THE_SYSTEM) -> None:
        browser = str(Device.of(self.get_http_user_agent(request)))
        # Those of an owner, and tries at no account at all, are for owners; what fails costs no more for an account.
        places = None if by.id else ()
        AuditEvent.record(
            verb, agent or Agent, by=by, places=places, address=self.get_client_ip(request), browser=browser
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead to where one sees that it is done."""
        return reverse("mfa_index")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Without the host name: whoever may choose among several would have as many tries for each.
        return str(credentials.get("email", "")).strip().lower()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Allauth's words about codes and keys, in ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not right, or it is too late for it. Try again."),
        "cannot_generate_recovery_codes": _("Set up an app or a key first."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; one that this server cannot read any more lets nobody in."""
        try:
            return unseal(encrypted_text)
        except Broken:
            raise self.validation_error("incorrect_code") from None

    def generate_authenticator_name(self, user: Agent, type: Authenticator.Type) -> str:
        """Return a name for another key, to be bettered."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("My key") if count == 0 else gettext("Key %(number)d") % {"number": count + 1}
