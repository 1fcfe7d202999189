"""A reply that was written once, for everybody, for a department or for one agent."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from chat.framing import MAX_MESSAGE_CHARACTERS
from chat.models.entry import AGENTS
from realtime.errors import Refusal
from realtime.fields import IdField
from realtime.hub import Delivery, encode_frame, publish
from visitors.models.audit_event import Place

if TYPE_CHECKING:
    from chat.reach import Reach

# What one console is told of, and how many of them one agent may write for himself.
LISTED = 500
OWN = 200

VARIABLES = "{name} {full_name} {email} {agent} {site} {page} {department}"


class CannedResponseQuerySet(models.QuerySet["CannedResponse"]):
    """Look-ups; whatever serves a reader begins with :meth:`within`."""

    def within(self, reach: "Reach") -> "CannedResponseQuerySet":
        """Return those an agent may use: everybody's, those of the departments within reach, and his own."""
        near = Q(department=None) | Q(department__in=reach.departments)
        shared = Q() if reach.everything else near
        return self.filter(Q(agent=None) & shared | Q(agent=reach.actor.id))


class CannedResponse(models.Model):
    """A reply that was written once; without department and agent it is everybody's.

    Values stand in it as ``{name}``, with a fall-back as ``{name|there}``; the console fills them in.
    """

    id = IdField()
    shortcut = models.CharField(
        _("shortcut"),
        max_length=40,
        validators=[RegexValidator(r"^[\w-]+\Z", _("Letters, digits and hyphens, without spaces."))],
        help_text=_("Typed after a slash: /delivery"),
    )
    text = models.TextField(
        _("text"),
        validators=[MaxLengthValidator(MAX_MESSAGE_CHARACTERS)],
        help_text=_("May hold %(variables)s, with words for when it is not known: {name|there}")
        % {"variables": VARIABLES},
    )
    locale = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        help_text=_("Empty for visitors of any language, else “de”."),
    )
    department = models.ForeignKey(
        "agents.Department", null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("department")
    )
    agent = models.ForeignKey(
        "agents.Agent", null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("agent")
    )

    objects = CannedResponseQuerySet.as_manager()

    audited = ("shortcut", "text", "locale", "department", "agent")

    class Meta:
        """By shortcut; one a language in each scope."""

        ordering = ["shortcut", "locale"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None) | Q(agent=None), name="one_scope_a_canned_response"
            ),
            models.UniqueConstraint(
                fields=["shortcut", "locale"],
                condition=Q(department=None, agent=None),
                name="one_shortcut_for_everybody",
            ),
            models.UniqueConstraint(
                fields=["department", "shortcut", "locale"],
                condition=Q(agent=None),
                name="one_shortcut_a_department",
            ),
            models.UniqueConstraint(
                fields=["agent", "shortcut", "locale"],
                condition=Q(department=None),
                name="one_shortcut_an_agent",
            ),
        ]
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")

    def __str__(self) -> str:
        return f"/{self.shortcut}"

    @property
    def own(self) -> bool:
        """Whether it is one agent's, and nobody else's."""
        return self.agent_id is not None

    def clean(self) -> None:
        """Refuse a reply that belongs to a department and to one agent at once."""
        if self.department_id and self.agent_id:
            raise ValidationError(_("Choose a department or an agent, or neither for everybody."))

    @transaction.atomic
    def put(self) -> None:
        """Save what may stand beside the others, and tell those who may use it or could before."""
        if self.agent_id:
            Agent.objects.select_for_update().get(pk=self.agent_id)
            own = type(self).objects.filter(agent=self.agent_id)
            if self._state.adding and own.count() >= OWN:
                raise Refusal("invalid", f"You have {OWN} replies of your own already.")
        self.full_clean()
        before = type(self).objects.filter(pk=self.pk).first()
        self.save()
        if before is not None and before.agent_id != self.agent_id:
            before.tell()
        self.tell()

    @classmethod
    @transaction.atomic
    def keep(cls, *, shortcut: str, text: str, by: Agent) -> "CannedResponse":
        """Keep an agent's own reply; the same shortcut replaces what it stood for."""
        Agent.objects.select_for_update().get(pk=by.pk)  # of two at once the second finds the first
        named = {"agent_id": by.pk, "shortcut": shortcut, "locale": ""}
        row = cls.objects.filter(**named).first() or cls(**named)
        row.text = text
        row.put()
        return row

    def tell(self) -> None:
        """Let the consoles that may use it ask for the list again."""
        topic = f"agent:{self.agent_id}" if self.agent_id else "agents"
        publish(Delivery((topic,), encode_frame({"type": "canned.changed"}), audience=AGENTS))

    def places(self) -> list[Place]:
        """Return where changes of it belong; everybody's concern owners alone."""
        whose = self.department or self.agent
        return whose.places() if whose is not None else []

    def card(self) -> dict[str, Any]:
        """Return the shape the wire calls a canned reply."""
        return {
            "id": self.pk,
            "shortcut": self.shortcut,
            "text": self.text,
            "locale": self.locale,
            "department": self.department.card() if self.department else None,
            "own": self.own,
        }
