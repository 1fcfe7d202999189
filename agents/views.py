"""The pages of people who answer: the console and its door."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from agents.console_texts import console_texts
from agents.forms import SignInForm


class SignInView(LoginView):
    """Sign-in with an e-mail address; never cached, and left at once by who is signed in."""

    form_class = SignInForm
    template_name = "agents/login.html"
    redirect_authenticated_user = True


@method_decorator(never_cache, name="dispatch")
class ConsoleView(LoginRequiredMixin, TemplateView):
    """The desk: an empty page and what its modules need to know; all data comes over the socket."""

    template_name = "agents/console.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the configuration of the console's modules."""
        return super().get_context_data(**kwargs) | {"console": self.configuration()}

    def configuration(self) -> dict[str, Any]:
        """Return who is signed in, where the socket is and the words."""
        return {
            "agent": {"id": self.request.user.pk},
            "socket": "/ws/agent/",
            "language": get_language() or "en",
            "texts": console_texts(),
        }
