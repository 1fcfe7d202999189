"""Ratings in the admin: to be read, and to lead to what was rated."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.models import Rating
from chat.scoped_admin import ScopedAdmin


@admin.register(Rating)
class RatingAdmin(ScopedAdmin[Rating]):
    """What visitors thought."""

    nothing = _("What visitors think of a conversation stands here, once one of them has said so.")
    list_display = ["scored", "why", "comment", "conversation", "rated_at"]
    list_filter = ["score", "rated_at"]
    list_select_related = ["resolution__conversation__agent", "resolution__conversation__visitor__customer"]
    ordering = ["-rated_at"]
    fields = readonly_fields = ("why", "comment", "conversation", "rated_at")

    @admin.display(description=_("rated"), ordering="score")
    def scored(self, rating: Rating) -> str:
        """Return the score, and of how many."""
        return self.called(rating)

    @admin.display(description=_("reasons"))
    def why(self, rating: Rating) -> str:
        """Return the reasons that were chosen, in words."""
        return Rating.in_words(rating.reasons)

    @admin.display(description=_("conversation"))
    def conversation(self, rating: Rating) -> SafeString:
        """Return who talked with whom, as the way there."""
        talk = rating.resolution.conversation
        words = {"visitor": talk.visitor.name or gettext("Visitor"), "agent": talk.agent}
        name = gettext("%(visitor)s with %(agent)s") % words if talk.agent else words["visitor"]
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:chat_conversation_change", args=[talk.pk]), name
        )

    def called(self, thing: Rating) -> str:
        """Return the score, and of how many."""
        return gettext("%(score)s of 5") % {"score": thing.score}

    def beside(self, request: HttpRequest, obj: Rating | None) -> dict[str, Any]:
        """Return the score as the heading."""
        return {"heading": self.called(obj)} if obj else {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ratings come from visitors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Rating | None = None) -> bool:
        """Nothing here can be saved, so nothing offers to."""
        return False
