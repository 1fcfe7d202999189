"""A key with which a program acts as an agent."""

import hashlib
import secrets
from collections.abc import Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models.agent import Agent
from realtime.actors import THE_SYSTEM, Actor
from realtime.fields import IdField
from visitors.models import AuditEvent
from visitors.models.audit_event import Place

PREFIX = "vv_"
SCOPES = (
    "conversations:read",
    "conversations:write",
    "events:write",
    "metrics:read",
    "settings:read",
    "settings:write",
)


def every_scope() -> list[str]:
    """Return what a token may do that was given no limits."""
    return list(SCOPES)


def _digest(token: str) -> str:
    # The token carries 256 random bits, so a plain hash is as good as a slow one.
    return hashlib.sha256(token.encode()).hexdigest()


class ApiToken(models.Model):
    """A key with which a program acts as an agent; only its hash is kept."""

    id = IdField()
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80, blank=True)
    hint = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=every_scope, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    audited = ("name", "revoked_at")

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.hint}… ({self.agent})"

    @classmethod
    def issue(cls, agent: Agent, *, name: str = "", scopes: Sequence[str] = SCOPES) -> str:
        """Make a token and return it, this once."""
        if not set(scopes) <= set(SCOPES):
            raise ValueError(f"A scope is one of {', '.join(SCOPES)}.")
        token = PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(
            agent=agent, name=name, hint=token[:8], digest=_digest(token), scopes=sorted(set(scopes))
        )
        return token

    @classmethod
    def find(cls, token: str) -> "ApiToken | None":
        """Return the standing token of an active agent, if it is one."""
        if not token.startswith(PREFIX):
            return None
        row = cls.objects.select_related("agent").filter(digest=_digest(token), revoked_at=None).first()
        return row if row is not None and row.agent.is_active else None

    @classmethod
    def agent_for(cls, token: str, *scopes: str) -> Agent | None:
        """Return the active agent a token speaks for, if it is one and has these scopes."""
        row = cls.find(token)
        return row.agent if row is not None and all(row.allows(scope) for scope in scopes) else None

    def allows(self, scope: str) -> bool:
        """Tell whether the token was given a scope; who may write may read."""
        return scope in self.scopes or scope.replace(":read", ":write") in self.scopes

    def places(self) -> list[Place]:
        """Return where changes of it belong: with the agent it speaks for."""
        return self.agent.places()

    def revoke(self, *, by: Actor = THE_SYSTEM) -> None:
        """Make the token worthless."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
        AuditEvent.record("api_token.revoked", self, by=by)
