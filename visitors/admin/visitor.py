"""Visitors in the admin: to be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.scoped_admin import ScopedAdmin
from visitors.languages import language_name
from visitors.models import Visitor


@admin.register(Visitor)
class VisitorAdmin(ScopedAdmin[Visitor]):
    """Browsers that used the chat; what is known of them comes from themselves."""

    nothing = _("Every browser that was written in stands here, with a name or without.")
    list_display = ["person", "site", "language", "zone", "first_here"]
    list_filter = ["site", "is_test"]
    list_select_related = ["site", "customer"]
    show_full_result_count = False
    search_fields = ["id", "customer__name", "customer__email"]
    search_help_text = _("Name, e-mail or number")
    fields = readonly_fields = ("site", "who", "language", "zone", "first_here", "talks", "number")

    @admin.display(description=_("who"))
    def person(self, visitor: Visitor) -> SafeString:
        """Return the name they gave, and whether they are simulated."""
        test = format_html(' <span class="pill">{}</span>', gettext("test")) if visitor.is_test else ""
        return format_html("{}{}", self.called(visitor), test)

    @admin.display(description=_("customer"))
    def who(self, visitor: Visitor) -> SafeString | str:
        """Return the person behind it, as the way there."""
        if visitor.customer is None:
            return gettext("Has not said who they are.")
        page = reverse("admin:visitors_customer_change", args=[visitor.customer.pk])
        return format_html('<a href="{}">{}</a>', page, visitor.customer)

    @admin.display(description=_("language"), ordering="locale")
    def language(self, visitor: Visitor) -> str:
        """Return the language of the browser, in words."""
        return language_name(visitor.locale) if visitor.locale else ""

    @admin.display(description=_("time zone"), ordering="timezone")
    def zone(self, visitor: Visitor) -> str:
        """Return the zone of the browser."""
        return visitor.timezone.replace("_", " ")

    @admin.display(description=_("first here"), ordering="created_at")
    def first_here(self, visitor: Visitor) -> Any:
        """Return when the chat was first used."""
        return visitor.created_at

    @admin.display(description=_("conversations"))
    def talks(self, visitor: Visitor) -> SafeString:
        """Return the way to what was talked about."""
        page = reverse("admin:chat_conversation_changelist")
        return format_html('<a href="{}?visitor={}">{}</a>', page, visitor.pk, gettext("See them"))

    @admin.display(description=_("number"), ordering="pk")
    def number(self, visitor: Visitor) -> str:
        """Return the number of the browser, as logs have it."""
        return str(visitor.pk)

    def called(self, thing: Visitor) -> str:
        """Return the name they gave, or what stands for one."""
        return thing.name or gettext("Visitor")

    def beside(self, request: HttpRequest, obj: Visitor | None) -> dict[str, Any]:
        """Return the name as the heading."""
        return {"heading": self.called(obj)} if obj else {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visitors come by themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Visitor | None = None) -> bool:
        """Nothing here can be saved, so nothing offers to."""
        return False
