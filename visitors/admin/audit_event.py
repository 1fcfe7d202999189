"""What was recorded, in the admin: sentences to be read."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chat.scoped_admin import ScopedAdmin
from visitors.models import AuditEvent
from visitors.sentences import details, noun_name, sentence

MOST = 200


class ByPerson(admin.SimpleListFilter):
    """Who did it, among those whose doings one may read."""

    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Yield the people, each under the name they had last."""
        rows = model_admin.get_queryset(request).exclude(actor_id="").order_by("actor_id", "at")
        people = dict(rows.values_list("actor_id", "actor_name").distinct()[:MOST])
        yield from sorted(people.items(), key=lambda person: person[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Return what that person did."""
        return queryset.filter(actor_id=self.value()) if self.value() else queryset


class ByNoun(admin.SimpleListFilter):
    """What it was done to."""

    title = _("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Yield the kinds of things there are events of."""
        labels = model_admin.get_queryset(request).order_by().values_list("noun", flat=True).distinct()
        yield from sorted(((label, noun_name(label)) for label in labels), key=lambda kind: kind[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Return what happened to such things."""
        return queryset.filter(noun=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedAdmin[AuditEvent]):
    """What was done to settings and access; to be read, not written."""

    nothing = _("Who changed which setting, and who came in, stands here.")
    list_display = ["at", "what", "more"]
    list_display_links = ["at"]
    list_filter = [ByPerson, ByNoun, "at"]
    search_fields = ["actor_name", "noun_name"]
    show_full_result_count = False
    fields = readonly_fields = ("at", "what", "more")
    actions = None

    @admin.display(description=_("what happened"))
    def what(self, event: AuditEvent) -> str:
        """Return who did what."""
        return sentence(event)

    @admin.display(description=_("in detail"))
    def more(self, event: AuditEvent) -> SafeString:
        """Return what became what, a line each."""
        lines = [(line,) for line in details(event)]
        return format_html_join("\n", "<div>{}</div>", lines)

    def beside(self, request: HttpRequest, obj: AuditEvent | None) -> dict[str, Any]:
        """Return who did what, as the heading."""
        return {"heading": sentence(obj)} if obj else {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody changes what was recorded."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody deletes what was recorded."""
        return False
