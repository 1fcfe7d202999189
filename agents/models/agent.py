"""A person who answers, and how that person's availability went over time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models.department import Department
from agents.permissions import ANSWER, ANSWERING, DIRECT, ENTER_ADMIN, Role
from realtime.actors import AGENT, Actor
from realtime.fields import IdField
from visitors.models.audit_event import Place

ALIVE = timedelta(seconds=45)
CAPACITY, MOST_AT_ONCE = 4, 20


class AgentManager(BaseUserManager["Agent"]):
    """Makes agents; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """Make an agent."""
        agent = self.model(email=self.normalize_email(email).lower(), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """Make an owner; the name is Django's."""
        return self.create_user(email, password, **({"role": Role.OWNER} | fields))

    def get_by_natural_key(self, username: str | None) -> "Agent":
        """Return the agent who signs in with this address."""
        return self.get(email=(username or "").lower())

    def answering(self) -> "models.QuerySet[Agent]":
        """Return those who may be given a conversation."""
        return self.filter(is_active=True, role__in=ANSWERING)

    def online(self) -> "models.QuerySet[Agent]":
        """Return those who may answer, chose to be online and had a live socket within 45 seconds."""
        alive = timezone.now() - ALIVE
        return self.answering().filter(status=Agent.Status.ONLINE, alive_at__gt=alive)

    def owners(self) -> "models.QuerySet[Agent]":
        """Return those who may do everything."""
        return self.filter(is_active=True, role=Role.OWNER)

    def invited(self) -> "models.QuerySet[Agent]":
        """Return those who have been asked to join and have chosen no password yet."""
        return self.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class Agent(AbstractBaseUser):
    """A person of the team; signs in with an e-mail address.

    The role says what they may do. Departments are those whose visitors they answer; sites are looked after as a
    whole, whatever departments there are or will be.
    """

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
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    departments = models.ManyToManyField(
        Department, related_name="agents", blank=True, verbose_name=_("departments")
    )
    sites = models.ManyToManyField(
        "visitors.Site",
        related_name="overseers",
        blank=True,
        verbose_name=_("sites"),
        help_text=_("Looked after as a whole, with every department that is or will be there."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("conversations at once"),
        default=CAPACITY,
        validators=[MaxValueValidator(MOST_AT_ONCE)],
        help_text=_("How many this person can look after at the same time; colleagues see it."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ONLINE)
    alive_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgentManager()

    audited = ("email", "name", "role", "departments", "sites", "capacity", "is_active")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        """By name."""

        ordering = ["name"]
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

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
        return self.is_active and self.role in ANSWERING and self.status == self.Status.ONLINE and alive

    @property
    def is_owner(self) -> bool:
        """Whether nothing is closed to this person."""
        return self.is_active and self.role == Role.OWNER

    @property
    def is_staff(self) -> bool:
        """Whether the admin lets this person in; the name is Django's."""
        return self.has_perm(ENTER_ADMIN)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Tell whether the role allows something, and with a noun whether it does so there."""
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the admin shows anything of an app to this person."""
        backends: list[Any] = get_backends()
        return any(backend.has_module_perms(self, app_label) for backend in backends)

    def abilities(self) -> list[str]:
        """Return what the console may offer: to answer, and to direct what colleagues have."""
        return [name for name, perm in (("answer", ANSWER), ("direct", DIRECT)) if self.has_perm(perm)]

    def places(self) -> list[Place]:
        """Return where changes of this person belong: wherever they do; an owner's concern owners alone."""
        if self.role == Role.OWNER:
            return []
        given = [place for department in self.departments.all() for place in department.places()]
        return given + [(site, "") for site in self.sites.values_list("pk", flat=True)]

    def clean(self) -> None:
        """Refuse to take the role or the way in from the last owner: nobody could give either back."""
        super().clean()
        with transaction.atomic():
            owners = list(type(self).objects.owners().select_for_update().values_list("pk", flat=True))
            if owners == [self.pk] and not self.is_owner:
                raise ValidationError(_("There has to be an owner: make somebody else one first."))

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
