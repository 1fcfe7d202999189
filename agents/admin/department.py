"""Departments in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agents.admin.department_form import DepartmentForm
from agents.models import Agent, Department
from chat import presence, scope
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from visitors import audit
from visitors.models import Site
from visitors.week import now_words


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin[Department]):
    """Who answers for which sites."""

    form = DepartmentForm
    nothing = _("Conversations are given to the people of a department. The first one is for everybody.")
    list_display = ["name", "people", "answers_for", "open_now", "promise"]
    search_fields = ["name"]
    ordering = ["position", "name"]
    places = ("sites",)
    fieldsets = [
        (None, {"fields": ["name", "people", "sites"]}),
        (_("Opening hours"), {"fields": ["hours", "zone"]}),
        (_("What is asked"), {"fields": ["form", "offline_form"]}),
        (_("Promise and place"), {"fields": ["promise_seconds", "position"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """Return the departments with what the list says of them."""
        sites = Prefetch("sites", scope.known(Site, reach_of(request)), to_attr="known_sites")
        rows = super().get_queryset(request).prefetch_related(sites)
        return rows.annotate(active=Count("agents", filter=Q(agents__is_active=True), distinct=True))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; of the people it offers those whom one may give departments."""
        form = super().get_form(request, obj, change=change, **kwargs)
        people: Any = form.base_fields["people"]
        people.queryset = scope.own(Agent, reach_of(request)).filter(is_active=True)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save who is in it, and record it of each person: departments are access."""
        people = form.fields["people"].queryset
        before = {agent.pk: audit.Snapshot(agent) for agent in people}
        super().save_related(request, form, formsets, change)
        sites = list(form.instance.sites.values_list("pk", flat=True))
        for agent in people.all():
            if audit.changed(agent, before[agent.pk], by=myself(request).actor):
                presence.announce(agent, besides=sites)

    @admin.display(description=_("people"))
    def people(self, department: Any) -> str | SafeString:
        """Return how many answer."""
        if not getattr(department, "active", 0):
            return format_html('<span class="pill changed">{}</span>', gettext("nobody yet"))
        return ngettext("%(number)d person", "%(number)d people", department.active) % {
            "number": department.active
        }

    @admin.display(description=_("answers for"))
    def answers_for(self, department: Any) -> str:
        """Return the sites one may know of."""
        return ", ".join(map(str, department.known_sites))

    @admin.display(description=_("open"))
    def open_now(self, department: Any) -> str:
        """Return whether somebody is to be expected now, by its own hours or those of its first site."""
        sites = department.known_sites
        hours = department.hours or (sites[0].hours if sites else {})
        return now_words(hours, department.zone or (sites[0].zone if sites else "UTC"))

    @admin.display(description=_("first answer within"))
    def promise(self, department: Department) -> str:
        """Return the promise as a clock has it."""
        return f"{department.promise_seconds // 60}:{department.promise_seconds % 60:02}"
