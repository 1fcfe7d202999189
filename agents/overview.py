"""The first page of a manager: what wants doing, and what was changed; no figure that is not so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Agent, Department
from visitors.models import AuditEvent, Site
from visitors.sentences import sentence

CHANGES = 8
# Recorded, and no changes: they would hide those.
COMINGS = ("agent.signed_in", "agent.sign_in_failed", "agent.second_factor_failed")
WANTED = 7


@dataclass(frozen=True, slots=True)
class Task:
    """Something that keeps people from being served until somebody does it."""

    icon: str
    title: str
    why: str
    act: str
    address: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing somebody did, in a sentence; its address tells more."""

    who: Agent
    sentence: str
    at: datetime
    ago: str
    address: str


def overview(admin_site: AdminSite, request: HttpRequest) -> dict[str, Any]:
    """Return what the first page is filled with, for this person."""
    desk = _Desk(admin_site, request)
    tasks = list(_tasks(desk))
    return {
        "today": timezone.localtime(),
        "online": desk.known(Agent).filter(pk__in=Agent.objects.online().values("pk")).count(),
        "tasks": tasks[:WANTED],
        "more_tasks": max(0, len(tasks) - WANTED),
        "changes": list(_changes(desk)),
        "audit": reverse("admin:visitors_auditevent_changelist") if desk.may_see(AuditEvent) else "",
    }


class _Desk:
    """What one person may see and change, by the admin's own rules."""

    def __init__(self, admin_site: AdminSite, request: HttpRequest) -> None:
        self.site, self.request = admin_site, request

    def admin(self, model: type[Model]) -> ModelAdmin[Any]:
        return self.site._registry[model]

    def known(self, model: type[Model]) -> "QuerySet[Any]":
        """Return the rows this person knows of."""
        return self.admin(model).get_queryset(self.request)

    def rows(self, model: type[Model]) -> "QuerySet[Any]":
        """Return the rows this person may change, none where nothing may be changed."""
        admin: Any = self.admin(model)
        rows: QuerySet[Any] = admin.get_own(self.request)
        return rows if admin.has_change_permission(self.request) else rows.none()

    def may_see(self, model: type[Model]) -> bool:
        return self.admin(model).has_view_permission(self.request)

    def may_add(self, model: type[Model]) -> bool:
        return self.admin(model).has_add_permission(self.request)


def _tasks(desk: _Desk) -> Iterator[Task]:
    """Yield what wants doing, whatever keeps most people waiting first."""
    yield from _about_sites(desk)
    yield from _about_departments(desk)
    yield from _about_agents(desk)


def _about_sites(desk: _Desk) -> Iterator[Task]:
    if desk.may_add(Site) and not Site.objects.exists():
        yield Task(
            "globe",
            _("No site yet"),
            _("A site is one shop or brand with its own look. The chat starts with it."),
            _("Add a site"),
            reverse("admin:visitors_site_add"),
        )
    for site in desk.rows(Site).prefetch_related("departments"):
        address = reverse("admin:visitors_site_change", args=[site.pk])
        if not site.allowed_origins:
            yield Task(
                "globe",
                _("%(site)s stands nowhere") % {"site": site},
                _("No address may show its chat yet."),
                _("Say where it stands"),
                f"{address}#id_allowed_origins",
            )
        if not site.departments.all():
            yield Task(
                "building",
                _("Nobody answers for %(site)s") % {"site": site},
                _("It belongs to no department, so conversations reach nobody but owners."),
                _("See the departments"),
                reverse("admin:agents_department_changelist"),
            )


def _about_departments(desk: _Desk) -> Iterator[Task]:
    departments = desk.rows(Department)
    if desk.may_add(Department) and Site.objects.exists() and not Department.objects.exists():
        yield Task(
            "building",
            _("No department yet"),
            _("Conversations are given to the people of a department."),
            _("Add a department"),
            reverse("admin:agents_department_add"),
        )
    for department in departments.exclude(agents__is_active=True).distinct():
        yield Task(
            "users",
            _("Nobody is in %(department)s") % {"department": department},
            _("Whoever writes to it waits until somebody is added."),
            _("Add people"),
            reverse("admin:agents_department_change", args=[department.pk]),
        )


def _about_agents(desk: _Desk) -> Iterator[Task]:
    for agent in desk.rows(Agent).filter(pk__in=Agent.objects.invited().values("pk")):
        yield Task(
            "mail",
            _("%(name)s has not joined yet") % {"name": agent},
            _("Invited %(day)s. The link works for three days.") % {"day": _day(agent.created_at)},
            _("See the invitation"),
            reverse("admin:agents_agent_change", args=[agent.pk]),
        )


def _day(at: datetime) -> str:
    days = (timezone.localdate() - timezone.localdate(at)).days
    return (
        _("today") if days == 0 else _("yesterday") if days == 1 else _("%(days)s days ago") % {"days": days}
    )


def _changes(desk: _Desk) -> Iterator[Change]:
    """Yield the newest changes: those of the audit trail one may read, and to everybody else their own."""
    reads = desk.may_see(AuditEvent)
    rows = desk.known(AuditEvent) if reads else AuditEvent.objects.filter(actor_id=desk.request.user.pk)
    newest = list(rows.exclude(verb__in=COMINGS).order_by("-pk")[:CHANGES])
    people = Agent.objects.in_bulk({event.actor_id for event in newest})
    for event in newest:
        who = people.get(event.actor_id) or Agent(name=event.actor_name or "Vis-à-vis")  # gone, or the system
        address = reverse("admin:visitors_auditevent_change", args=[event.pk]) if reads else ""
        yield Change(who, sentence(event), event.at, naturaltime(event.at), address)
