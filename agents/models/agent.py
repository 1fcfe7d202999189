"""A person who answers, and how that person's availability went over time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models.department import Department
from realtime.actors import AGENT, Actor
from realtime.fields import IdField

ALIVE = timedelta(seconds=45)


class AgentManager(BaseUserManager["Agent"]):
    """Makes agents; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """Make an agent."""
        agent = self.model(email=self.normalize_email(email).lower(), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """Make an agent who may do everything."""
        return self.create_user(email, password, **({"is_staff": True, "is_superuser": True} | fields))

    def get_by_natural_key(self, username: str | None) -> "Agent":
        """Return the agent who signs in with this address."""
        return self.get(email=(username or "").lower())

    def online(self) -> "models.QuerySet[Agent]":
        """Return those who chose to be online and had a live socket within 45 seconds."""
        alive = timezone.now() - ALIVE
        return self.filter(is_active=True, status=Agent.Status.ONLINE, alive_at__gt=alive)


class Agent(AbstractBaseUser, PermissionsMixin):
    """A person who answers; signs in with an e-mail address."""

    class Status(models.TextChoices):
        """What the agent chose; whether it is true depends on a live socket too."""

        ONLINE = "online", _("online")
        AWAY = "away", _("away")
        INVISIBLE = "invisible", _("invisible")
        OFFLINE = "offline", _("offline")

    id = IdField()
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    avatar = models.CharField(_("portrait"), max_length=200, blank=True)
    departments = models.ManyToManyField(
        Department, related_name="agents", blank=True, verbose_name=_("departments")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ONLINE)
    alive_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgentManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        """By name."""

        ordering = ["name"]
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        permissions = [("reach_everything", "May reach the conversations of every department")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        """The agent as the one who does something."""
        return Actor(AGENT, self.pk, self.name, self.avatar)

    @property
    def is_online(self) -> bool:
        """Whether a visitor may be told that this person is here."""
        alive = self.alive_at is not None and self.alive_at > timezone.now() - ALIVE
        return self.is_active and self.status == self.Status.ONLINE and alive

    @property
    def sees_everything(self) -> bool:
        """Whether reach is not limited to the agent's departments."""
        return self.has_perm("agents.reach_everything")

    def set_status(self, status: str, *, reason: str = "") -> bool:
        """Change the chosen status and keep the interval; tells whether anything changed."""
        with transaction.atomic():
            agent = type(self).objects.select_for_update().get(pk=self.pk)
            if agent.status == status and agent.statuses.filter(ended_at=None, reason=reason).exists():
                return False
            now = timezone.now()
            agent.statuses.filter(ended_at=None).update(ended_at=now)
            agent.statuses.create(status=status, reason=reason, started_at=now)
            type(self).objects.filter(pk=self.pk).update(status=status)
        self.status = status
        return True

    @property
    def reason(self) -> str:
        """Why the agent is in the chosen status: a word consoles know, or the agent's own."""
        return AgentStatus.reasons_of([self.pk]).get(self.pk, "")

    @classmethod
    def mark_alive(cls, ids: list[str], *, at: datetime | None = None) -> None:
        """Note that these agents have a live socket."""
        cls.objects.filter(pk__in=ids).update(alive_at=at or timezone.now())


class AgentStatus(models.Model):
    """One interval of an agent's chosen status."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=10, choices=Agent.Status.choices)
    reason = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; one open interval an agent."""

        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=models.Q(ended_at=None), name="one_open_status"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.status}"

    @classmethod
    def reasons_of(cls, agents: Iterable[str]) -> dict[str, str]:
        """Return why each of these agents is in the status of now, in one query."""
        rows = cls.objects.filter(agent__in=list(agents), ended_at=None).exclude(reason="")
        return dict(rows.values_list("agent_id", "reason"))
