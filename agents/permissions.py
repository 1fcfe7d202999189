"""What each role may do: the one page to read.

A role says *what*, the sites and departments of an agent say *where* (``chat.reach``, ``chat.scope``). Whoever asks,
asks ``agent.has_perm(name)`` or, about something in particular, ``agent.has_perm(name, noun)``.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is here for, from the least to the most."""

    VIEWER = "viewer", _("viewer")
    AGENT = "agent", _("agent")
    SUPERVISOR = "supervisor", _("supervisor")
    MANAGER = "manager", _("manager")
    OWNER = "owner", _("owner")

    @property
    def up_to(self) -> "list[Role]":
        """The roles that are not above this one: what its bearer may give to others."""
        return list(Role)[: list(Role).index(self) + 1]


ENTER_ADMIN = "agents.enter_admin"
# Write, take, tag, put aside: what answering takes. Without it one reads.
ANSWER = "chat.answer_conversation"
# Assign, transfer, close and put aside what a colleague has.
DIRECT = "chat.direct_conversation"


def _all_of(app: str, *nouns: str, verbs: str = "view add change delete") -> frozenset[str]:
    return frozenset(f"{app}.{verb}_{noun}" for noun in nouns for verb in verbs.split())


_VIEWER = _all_of("chat", "conversation", "rating", verbs="view") | {ENTER_ADMIN}
_AGENT = (
    _all_of("chat", "conversation", "rating", "cannedresponse", "tag", verbs="view")
    | _all_of("visitors", "customer", verbs="view change")
    | {ANSWER}
)
_SUPERVISOR = (
    _AGENT
    | _all_of("chat", "cannedresponse")
    | _all_of("visitors", "visitor", verbs="view")
    | _all_of("visitors", "ban", verbs="view change")
    | {ENTER_ADMIN, DIRECT}
)
_MANAGER = (
    _SUPERVISOR
    | _all_of("chat", "tag")
    | _all_of("agents", "department")
    | _all_of("agents", "agent", verbs="view add change")
    | _all_of("visitors", "site", verbs="view change")
    | _all_of("visitors", "ban", verbs="view add change")
    | _all_of("visitors", "auditevent", verbs="view")
    | _all_of("visitors", "event", verbs="add")
)

# An owner may do everything: sites, roles and tokens are nobody else's.
ALLOWED: dict[str, frozenset[str]] = {
    Role.VIEWER: _VIEWER,
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
}


def allows(role: str, permission: str) -> bool:
    """Tell whether a role may do something, wherever its bearer may."""
    return role == Role.OWNER or permission in ALLOWED.get(role, ())


# Those whom a conversation can be given, and who count as being here.
ANSWERING = tuple(role for role in Role if allows(role, ANSWER))
