"""A key with which a program acts as an agent."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models.agent import Agent
from realtime.fields import IdField

PREFIX = "vv_"


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
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.hint}… ({self.agent})"

    @classmethod
    def issue(cls, agent: Agent, *, name: str = "") -> str:
        """Make a token and return it, this once."""
        token = PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(agent=agent, name=name, hint=token[:8], digest=_digest(token))
        return token

    @classmethod
    def agent_for(cls, token: str) -> Agent | None:
        """Return the active agent a token speaks for, if it is one."""
        if not token.startswith(PREFIX):
            return None
        row = cls.objects.select_related("agent").filter(digest=_digest(token), revoked_at=None).first()
        return row.agent if row is not None and row.agent.is_active else None

    def revoke(self) -> None:
        """Make the token worthless."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
