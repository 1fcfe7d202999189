"""Pages about conversations."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from agents.models import Agent
from chat.models import Conversation
from chat.reach import Reach
from chat.transcripts import Transcript


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
