"""Tags in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, Tag
from chat.scoped_admin import ScopedAdmin, reach_of


@admin.register(Tag)
class TagAdmin(ScopedAdmin[Tag]):
    """Words that conversations are sorted by."""

    nothing = _(
        "Words that conversations are sorted by. Agents put them on; what they type first is new here."
    )
    list_display = ["name", "used"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """Return tags with how often they are used within reach."""
        near = Q(conversation__in=Conversation.objects.within(reach_of(request)))
        return super().get_queryset(request).annotate(number=Count("conversation", filter=near))

    @admin.display(description=_("conversations"), ordering="number")
    def used(self, tag: Any) -> SafeString | str:
        """Return how many there are, as the way to them."""
        if not tag.number:
            return ""
        page = reverse("admin:chat_conversation_changelist")
        return format_html('<a href="{}?tags__id__exact={}">{}</a>', page, tag.pk, tag.number)
