"""Conversations in the admin: to be found and read."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.admin.filters import Rated, Standing
from chat.files.leaving import files_go_too
from chat.models import Conversation, Rating
from chat.models.intervals import Assignment
from chat.reach import Reach
from chat.scoped_admin import ScopedAdmin, reach_of
from chat.transcripts import Transcript
from chat.turns import figures, turns
from chat.written import Written

NAMES = {
    "waited": _("Waited for a person"),
    "answered": _("First reply"),
    "length": _("Length"),
    "messages": _("Messages, theirs and ours"),
}


@admin.register(Conversation)
class ConversationAdmin(ScopedAdmin[Conversation]):
    """Every conversation with its transcript; the record is changed by nobody here."""

    nothing = _("Whoever writes in the chat stands here, with what was said and who answered.")
    list_display = ["who", "answering", "state", "waited", "rated", "started"]
    list_filter = [Standing, "opened_at", "site", "department", "agent", Rated, "tags"]
    list_select_related = ["site", "department", "agent", "visitor__customer", "last_message"]
    list_per_page = 50
    search_fields = ["visitor__customer__name", "visitor__customer__email", "entries__message__text"]
    search_help_text = _("Name, e-mail or words of the conversation")
    ordering = ["-opened_at", "-pk"]
    show_full_result_count = False
    fields = readonly_fields = ("site",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Return conversations with their last score and when somebody first took them."""
        ratings = Rating.objects.filter(resolution__conversation=OuterRef("pk")).order_by("-rated_at")
        taken = Assignment.objects.filter(conversation=OuterRef("pk")).order_by("started_at")
        return (
            super()
            .get_queryset(request)
            .annotate(
                score=Subquery(ratings.values("score")[:1]), taken_at=Subquery(taken.values("started_at")[:1])
            )
        )

    @admin.display(description=_("who and last words"), ordering="visitor__customer__name")
    def who(self, conversation: Conversation) -> SafeString:
        """Return the person and what was said last."""
        last = conversation.last_message.text if conversation.last_message else ""
        context = {"name": _name(conversation), "words": last, "visitor": conversation.visitor}
        return render_to_string("admin/chat/conversation/who.html", context)

    @admin.display(description=_("agent"), ordering="agent__name")
    def answering(self, conversation: Conversation) -> str:
        """Return who has it, or whose it would be."""
        return str(conversation.agent or conversation.department or "")

    @admin.display(description=_("state"), ordering="status")
    def state(self, conversation: Conversation) -> SafeString:
        """Return where it stands."""
        if conversation.is_closed:
            return format_html("{}", gettext("Finished"))
        if conversation.waiting_since:
            return format_html('<span class="pill wrong">{}</span>', gettext("Waiting"))
        return format_html('<span class="pill live">{}</span>', gettext("Going on"))

    @admin.display(description=_("waited"))
    def waited(self, conversation: Any) -> str:
        """Return how long it took until somebody had it; of a new one, until now."""
        until = conversation.taken_at or conversation.closed_at or timezone.now()
        return clock(max(until - conversation.opened_at, timedelta()))

    @admin.display(description=_("rated"), ordering="score")
    def rated(self, conversation: Any) -> str:
        """Return the score; nobody is ranked by it, so an empty cell stays empty."""
        return gettext("%(score)s of 5") % {"score": conversation.score} if conversation.score else ""

    @admin.display(description=_("started"), ordering="opened_at")
    def started(self, conversation: Conversation) -> SafeString:
        """Return the moment, today and yesterday in words."""
        at = timezone.localtime(conversation.opened_at)
        days = (timezone.localdate() - at.date()).days
        day = {0: gettext("Today"), 1: gettext("Yesterday")}.get(days) or date_format(at, "j M")
        exact = date_format(at, "DATETIME_FORMAT")
        words = f"{day} {at:%H:%M}"
        return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, words)

    def get_urls(self) -> list[URLPattern]:
        """Add the conversation as plain text."""
        page = self.admin_site.admin_view(self.text_view)
        return [path("<str:pk>/text/", page, name="chat_conversation_text"), *super().get_urls()]

    def text_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Answer with the conversation as a file of plain text, with as much of it as the switches ask for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        conversation = self.get_object(request, pk)
        if conversation is None:
            raise Http404
        written = Written(**{name: name in request.GET for name in ("notes", "events", "exact")})
        text = written.text(_heading(conversation), Transcript(conversation, reach_of(request)).lines())
        name = f"{timezone.localtime(conversation.opened_at):%Y-%m-%d}-{conversation.pk}.txt"
        return HttpResponse(
            text,
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )

    def called(self, thing: Conversation) -> str:
        """Return who talked with whom."""
        return _heading(thing)

    def beside(self, request: HttpRequest, obj: Conversation | None) -> dict[str, Any]:
        """Return the conversation as a page to read."""
        return self._read(obj, reach_of(request)) if obj else {}

    def _read(self, conversation: Conversation, reach: Reach) -> dict[str, Any]:
        lines = list(Transcript(conversation, reach).lines())
        return {
            "heading": _heading(conversation),
            "turns": turns(lines),
            "figures": [
                (NAMES[name], clock(value) if isinstance(value, timedelta) else value)
                for name, value in figures(conversation, lines)
            ],
            "files": [file for line in lines for file in line.files],
            "tags": list(conversation.tags.all()),
            "customer": conversation.visitor.customer,
        }

    def delete_model(self, request: HttpRequest, obj: Conversation) -> None:
        """Delete, the files with it."""
        with files_go_too(Conversation.objects.filter(pk=obj.pk)):
            super().delete_model(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Conversations are opened by visitors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        """Nothing here can be saved, so nothing offers to."""
        return False


def clock(span: timedelta) -> str:
    """Return a span as a stopwatch has it, longer ones in hours and days."""
    seconds = int(span.total_seconds())
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 86_400:
        return gettext("%(hours)s h %(minutes)s min") % {
            "hours": seconds // 3600,
            "minutes": seconds % 3600 // 60,
        }
    return gettext("%(days)s days") % {"days": seconds // 86_400}


def _name(conversation: Conversation) -> str:
    customer = conversation.visitor.customer
    said = customer.name or customer.email if customer else ""
    return said or gettext("Visitor")


def _heading(conversation: Conversation) -> str:
    visitor = _name(conversation)
    if conversation.agent is None:
        return visitor
    return gettext("%(visitor)s with %(agent)s") % {"visitor": visitor, "agent": conversation.agent}
