"""By what conversations are found in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation

SCORES = {"good": (4, 5), "middling": (3,), "bad": (1, 2)}


class Rated(admin.SimpleListFilter):
    """What the visitor thought of it."""

    title = _("rated")
    parameter_name = "rated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [
            ("good", _("4 or 5")),
            ("middling", _("3")),
            ("bad", _("1 or 2")),
            ("none", _("Not rated")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those whose last rating is like this."""
        match self.value():
            case "none":
                return queryset.filter(score=None)
            case str(value) if value in SCORES:
                return queryset.filter(score__in=SCORES[value])
            case _other:
                return queryset


class Standing(admin.SimpleListFilter):
    """Where it stands, in the words of a manager."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [
            ("waiting", _("Waiting now")),
            ("open", _("Going on")),
            ("closed", _("Finished")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        """Return those that stand there."""
        status = Conversation.Status
        match self.value():
            case "waiting":
                return queryset.exclude(status=status.CLOSED).filter(waiting_since__isnull=False)
            case "open":
                return queryset.exclude(status=status.CLOSED)
            case "closed":
                return queryset.filter(status=status.CLOSED)
            case _other:
                return queryset
