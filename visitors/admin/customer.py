"""Customers in the admin: who they are, and what was talked about."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat import introductions
from chat.models import Conversation
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from visitors import audit
from visitors.models import Customer

LISTED = 50


@admin.register(Customer)
class CustomerAdmin(ScopedAdmin[Customer]):
    """People who said who they are."""

    nothing = _("Whoever says in the chat who they are stands here.")
    list_display = ["person", "email", "phone", "talks", "last_here"]
    list_filter = ["created_at"]
    list_per_page = 50
    search_fields = ["name", "email", "phone"]
    search_help_text = _("Name, e-mail or phone")
    ordering = ["-created_at"]
    show_full_result_count = False
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "email", "phone"],
                "description": _("What they said in the chat; nothing of it is verified."),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Return customers with how often they wrote, and when last."""
        reachable = Q(visitors__conversations__in=Conversation.objects.within(reach_of(request)))
        return (
            super()
            .get_queryset(request)
            .annotate(
                number=Count("visitors__conversations", filter=reachable, distinct=True),
                last_at=Max("visitors__conversations__opened_at", filter=reachable),
            )
        )

    @admin.display(description=_("name"), ordering="name")
    def person(self, customer: Customer) -> str:
        """Return the name, or whatever else is known."""
        return str(customer)

    @admin.display(description=_("conversations"), ordering="number")
    def talks(self, customer: Any) -> str:
        """Return how many there are within reach."""
        return str(customer.number or "")

    @admin.display(description=_("last wrote"), ordering="last_at")
    def last_here(self, customer: Any) -> Any:
        """Return when the last one began."""
        return customer.last_at

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let customers come by themselves: nobody could write to one made here."""
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        """Save what was corrected as if an agent had been told it: consoles hear of it, and mails go there."""
        stored = Customer.objects.get(pk=obj.pk)
        request._before = audit.Snapshot(stored)  # type: ignore[attr-defined]
        said = {name: form.cleaned_data[name] for name in form.changed_data}
        introductions.write_down(stored, by=myself(request).actor, **said)

    def beside(self, request: HttpRequest, obj: Customer | None) -> dict[str, Any]:
        """Return the conversations of the person that one may read."""
        if obj is None:
            return {}
        talks = Conversation.objects.within(reach_of(request)).filter(visitor__customer=obj)
        rows = talks.select_related("agent", "department", "last_message").order_by("-opened_at")
        return {"talks": rows[:LISTED]}
