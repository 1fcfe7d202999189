"""What is asked of the list of conversations."""

from typing import Any

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request

from chat.models import Conversation

NEWEST, OLDEST, STALEST, FRESHEST = "-opened", "opened", "updated", "-updated"
ORDERS = {NEWEST: "-pk", OLDEST: "pk", FRESHEST: "-last_entry_at", STALEST: "last_entry_at"}


class Asked(serializers.Serializer[Any]):
    """Filters and order of the list of conversations; what is not among them is ignored."""

    status = serializers.ChoiceField(Conversation.Status.choices, required=False)
    site = serializers.CharField(required=False, max_length=40, help_text="The key of a site.")
    department = serializers.CharField(required=False, max_length=26, help_text="The id of a department.")
    agent = serializers.CharField(required=False, max_length=26, help_text="The id of an agent.")
    customer = serializers.CharField(required=False, max_length=26, help_text="The id of a customer.")
    updated_since = serializers.DateTimeField(
        required=False, help_text="Those with an entry at or after this moment."
    )
    ordering = serializers.ChoiceField(
        list(ORDERS), default=NEWEST, help_text="For following changes: `updated` with `updated_since`."
    )

    @classmethod
    def by(cls, request: Request) -> dict[str, Any]:
        """Return what a request asks for; refuses what makes no sense."""
        asked = cls(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)


def as_filter(asked: dict[str, Any]) -> Q:
    """Return the query behind the filters."""
    lookups = {
        "status": "status",
        "site": "site__key",
        "department": "department_id",
        "agent": "agent_id",
        "customer": "visitor__customer_id",
        "updated_since": "last_entry_at__gte",
    }
    return Q(**{lookup: asked[name] for name, lookup in lookups.items() if name in asked})
