"""Pages about conversations."""

from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView

from agents.models import Agent
from chat.letters import language_of
from chat.links import conversation_to_stop
from chat.models import Conversation
from chat.models.follow_up import Stage
from chat.reach import Reach
from chat.transcripts import Transcript
from visitors import languages


@method_decorator(never_cache, name="dispatch")
class TranscriptView(LoginRequiredMixin, TemplateView):
    """The transcript of a conversation within the signed-in agent's reach."""

    template_name = "chat/transcript.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the transcript; out of reach there is none."""
        if not isinstance(self.request.user, Agent):
            raise Http404
        reach = Reach.of_agent(self.request.user)
        rows = Conversation.objects.within(reach).select_related("department")
        conversation = rows.filter(pk=self.kwargs["id"]).first()
        if conversation is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"transcript": Transcript(conversation, reach)}


@csrf_exempt  # mail programs post here without a page of ours; the signature says for what
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest) -> HttpResponse:
    """Ask once, and stop mails about a conversation when the answer is yes; mail programs may post right away."""
    conversation = conversation_to_stop(request.GET.get("for", ""))
    if conversation is not None and request.method == "POST":
        conversation.stop_mail()
    with translation.override(language_of(conversation) if conversation else _readers(request)):
        stopped = conversation is not None and conversation.follow_up == Stage.STOPPED
        heading = _("No more mails") if stopped or conversation is None else _("No more mails about this?")
        words = {"conversation": conversation, "stopped": stopped, "heading": heading}
        answer = render(request, "chat/stop_mail.html", words, status=200 if conversation else 404)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _readers(request: HttpRequest) -> str:
    """Return the reader's own language where we speak it."""
    wanted = languages.accepted(request.headers.get("Accept-Language", ""))
    return languages.match(wanted, languages.SPOKEN) or settings.LANGUAGE_CODE
