"""Conversations in the admin: to be read."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation
from chat.reach import Reach
from chat.scoped_admin import ScopedAdmin
from chat.transcripts import Transcript


@admin.register(Conversation)
class ConversationAdmin(ScopedAdmin[Conversation]):
    """Every conversation with its transcript; the record is changed by nobody here."""

    list_display = ["id", "site", "department", "agent", "status", "opened_at", "closed_at"]
    list_filter = ["status", "site", "department", "agent"]
    list_select_related = ["site", "department", "agent"]
    date_hierarchy = "opened_at"
    show_full_result_count = False
    readonly_fields = fields = (
        "site",
        "department",
        "agent",
        "status",
        "visitor",
        "locale",
        "page_title",
        "page_url",
        "opened_at",
        "closed_at",
        "transcript",
    )

    @admin.display(description=_("Transcript"))
    def transcript(self, conversation: Conversation) -> SafeString:
        """Return the lines of the conversation."""
        reach = Reach(conversation.visitor.actor, everything=True)
        return render_to_string("chat/lines.html", {"transcript": Transcript(conversation, reach)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Conversations are opened by visitors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        """Nothing here can be saved, so nothing offers to."""
        return False
