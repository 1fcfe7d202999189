"""The pages of people who answer: the console, and the list of where one is signed in."""

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from agents.console_texts import console_texts
from visitors.devices import Device


@method_decorator(never_cache, name="dispatch")
class ConsoleView(LoginRequiredMixin, TemplateView):
    """The desk: an empty page and what its modules need to know; all data comes over the socket."""

    template_name = "agents/console.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the configuration of the console's modules."""
        return super().get_context_data(**kwargs) | {"console": self.configuration()}

    def configuration(self) -> dict[str, Any]:
        """Return who is signed in, where the socket and, for those who enter it, the admin are, and the words."""
        return {
            "agent": {"id": self.request.user.pk},
            "admin": reverse("admin:index") if self.request.user.is_staff else "",
            "socket": "/ws/agent/",
            "language": get_language() or "en",
            "texts": console_texts(),
        }


def key_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a key; each question to one is kept in a session, so strangers have only so many a minute."""
    refused = ratelimit.consume_or_429(request, action="key_sign_in", limit_get=True)
    return refused or webauthn.login_webauthn(request)  # type: ignore[no-any-return]


class SessionsView(ListUserSessionsView):
    """Where one is signed in, with a way to end all but this one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a name for each browser; the newest come first, below the present one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = str(Device.of(session.user_agent))
        context["sessions"].sort(key=lambda one: (not one.is_current(), -one.created_at.timestamp()))
        return context


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """Lead whoever knocks at the admin to the one door; tell whoever is in already that it is not for their role."""
    if request.user.is_authenticated and not request.user.is_staff:
        return render(request, "agents/no_admin.html", status=403)
    return redirect_to_login(request.GET.get("next") or "/admin/")
