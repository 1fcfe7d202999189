"""How somebody joins the team: by a mail with a link that sets a password, once."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from visitors.models import AuditEvent


def invite(agent: Agent, *, by: Agent, request: HttpRequest) -> None:
    """Send the link with which an agent sets a first password; it works once, and for three days."""
    if agent.has_usable_password() or not agent.is_active:
        raise ValidationError(_("%(name)s has a password already, or is not active."), params={"name": agent})
    adapter = get_adapter(request)
    link = adapter.get_reset_password_from_key_url(f"{agent.pk}-{default_token_generator.make_token(agent)}")
    adapter.send_mail("account/email/invitation", agent.email, {"agent": agent, "by": by, "link": link})
    AuditEvent.record("agent.invited", agent, by=by.actor)
