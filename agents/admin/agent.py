"""Agents in the admin: invited, given access, helped back in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.forms import InvitationForm
from agents.invitations import invite
from agents.models import Agent, Department
from agents.permissions import Role
from chat import presence, scope
from chat.scoped_admin import ScopedAdmin, myself, reach_of
from visitors.models import AuditEvent

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@admin.register(Agent)
class AgentAdmin(ScopedAdmin[Agent], UserAdmin):  # type: ignore[type-arg]
    """The people who answer."""

    nothing = _("Whoever is invited to answer stands here.")
    list_display = ["name", "email", "role", "answers_in", "state"]
    list_filter = ["is_active", "role", "sites", "departments"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []
    readonly_fields = ["state", "second_factor"]
    fieldsets = [
        (None, {"fields": ["name", "email", "state"]}),
        (_("At work"), {"fields": ["capacity", "avatar"]}),
        (_("Access"), {"fields": ["role", "departments", "sites", "is_active", "second_factor"]}),
    ]
    add_form_template = None
    add_form = InvitationForm
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "role", "departments", "sites"],
                "description": _("A mail with a link goes there, with which they choose a password."),
            },
        )
    ]
    actions = ["invite_again", "remove_second_factor"]
    places = ("departments", "sites")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        """Return people with the departments one may know of."""
        departments = Prefetch(
            "departments", scope.known(Department, reach_of(request)), to_attr="known_departments"
        )
        return super().get_queryset(request).prefetch_related(departments)

    @admin.display(description=_("departments"))
    def answers_in(self, agent: Any) -> str:
        """Return the departments one may know of."""
        return ", ".join(map(str, agent.known_departments))

    @admin.display(description=_("second factor"))
    def second_factor(self, agent: Agent) -> str:
        """Return what is asked for besides the password."""
        kinds = Authenticator.objects.filter(user=agent).values_list("type", flat=True)
        names = {
            Authenticator.Type.TOTP: gettext("Authenticator app"),
            Authenticator.Type.WEBAUTHN: gettext("Key"),
        }
        return ", ".join(names[kind] for kind in names if kind in kinds) or gettext(
            "None: a password is enough"
        )

    @admin.display(description=_("state"))
    def state(self, agent: Agent) -> SafeString | str:
        """Return whether somebody has joined, and is there."""
        if not agent.is_active:
            return pill("", gettext("may not sign in"))
        if not agent.has_usable_password():
            return pill("changed", gettext("invited %(time)s") % {"time": naturaltime(agent.created_at)})
        return pill("live", gettext("online")) if agent.is_online else gettext("joined")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer departments and sites as boxes to tick."""
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"widget": CheckboxSelectMultiple, "help_text": ""}
        )

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer roles that are not above that of the one who gives them."""
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in Role(myself(request).role).up_to]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """Tell whether somebody may be deleted: no owner is, nor oneself."""
        kept = obj is not None and (obj.role == Role.OWNER or obj.pk == myself(request).pk)
        return not kept and super().has_delete_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set somebody's password; one's own is changed by who knows it, and not by whoever has the session."""
        if id == myself(request).pk:
            return redirect("account_change_password")
        return super().user_change_password(request, id, form_url)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what somebody answers for, and tell visitors of the sites they came to or left."""
        left = presence.sites_of(form.instance) if change else []
        super().save_related(request, form, formsets, change)
        if change:
            presence.announce(form.instance, besides=left)

    def response_add(self, request: HttpRequest, obj: Agent, post_url_continue: str | None = None) -> Any:
        """Invite whoever is new, and say where the invitation is."""
        self._invite(request, obj)
        return HttpResponseRedirect(reverse("admin:agents_agent_changelist"))

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Send another link to those who have not set a password yet."""
        for agent in scope.own(Agent, reach_of(request)).filter(pk__in=agents):
            try:
                self._invite(request, agent)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)

    @admin.action(description=_("Remove the second factor"), permissions=["owner"])
    def remove_second_factor(self, request: HttpRequest, agents: QuerySet[Agent]) -> None:
        """Help those who have lost their app, their keys and their codes: the password alone lets them in."""
        by = myself(request).actor
        for agent in agents:
            if Authenticator.objects.filter(user=agent).delete()[0]:
                AuditEvent.record("agent.second_factor_removed", agent, by=by)
                self.message_user(request, _("%(name)s signs in with a password alone.") % {"name": agent})

    def beside(self, request: HttpRequest, obj: Agent | None) -> dict[str, Any]:
        """Return what can be done for somebody besides, or how inviting is called."""
        if obj is None:
            return {"heading": gettext("Invite somebody"), "save_words": gettext("Send the invitation")}
        owner = self.has_owner_permission(request)
        return {
            "invited": obj.is_active
            and not obj.has_usable_password()
            and self.has_change_permission(request, obj),
            "secured": owner and Authenticator.objects.filter(user=obj).exists(),
        }

    def _invite(self, request: HttpRequest, agent: Agent) -> None:
        invite(agent, by=myself(request), request=request)
        words = {"name": agent, "email": agent.email}
        if settings.EMAIL_BACKEND == CONSOLE:
            told = _(
                "There is no mail server (EMAIL_URL): the mail for %(name)s stands in the server's terminal."
            )
            self.message_user(request, told % words, messages.WARNING)
        else:
            self.message_user(request, _("%(name)s gets a mail at %(email)s.") % words, messages.SUCCESS)

    def has_owner_permission(self, request: HttpRequest) -> bool:
        """Tell whether this is somebody who may do everything."""
        return myself(request).is_owner


def pill(kind: str, words: str) -> SafeString:
    """Return a state as a word on its ground."""
    return format_html('<span class="pill {}">{}</span>', kind, words)
