"""Who may do what: the one place that admin, REST, sockets and pages ask."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from agents.models import Agent
from agents.permissions import ALLOWED, allows
from chat import scope
from chat.reach import Reach


class RoleBackend(ModelBackend):
    """Signs agents in, and answers from their role what they may do and from their reach where."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Tell whether somebody may do something, or do it with one thing."""
        if not isinstance(user_obj, Agent) or not user_obj.is_active or not allows(user_obj.role, perm):
            return False
        if obj is not None:
            verb = perm.partition(".")[2].partition("_")[0]
            return scope.holds(verb, obj, Reach.of_agent(user_obj))
        return not scope.needs_room(perm) or scope.has_room(Reach.of_agent(user_obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether somebody may do anything within an app."""
        if not isinstance(user_obj, Agent) or not user_obj.is_active:
            return False
        return user_obj.is_owner or any(perm.startswith(f"{app_label}.") for perm in ALLOWED[user_obj.role])

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return what the role is listed with; an owner, who needs no list, with nothing."""
        allowed = isinstance(user_obj, Agent) and user_obj.is_active and obj is None
        return set(ALLOWED.get(user_obj.role, ())) if allowed else set()
