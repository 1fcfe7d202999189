"""Agents over REST: colleagues are read, managers change whom they answer for."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.fields import IdsField, replace
from agents.models import Agent
from agents.models.agent import MOST_AT_ONCE
from chat import presence, surroundings
from chat.reach import Reach
from realtime.rest import Resource
from visitors.models import AuditEvent

DEPARTMENT = OpenApiParameter("department", str, description="The id of a department they answer for.")


class AgentSerializer(serializers.ModelSerializer[Agent]):
    """An agent, as colleagues see one; an invisible one is shown as offline."""

    status = serializers.SerializerMethodField()
    online = serializers.BooleanField(source="is_online", read_only=True)
    departments = IdsField(surroundings.own_departments, required=False)
    capacity = serializers.IntegerField(min_value=0, max_value=MOST_AT_ONCE, required=False)

    class Meta:
        """What a manager sets, and what the agent chose."""

        model = Agent
        fields = [
            "id",
            "name",
            "avatar",
            "status",
            "online",
            "departments",
            "capacity",
            "is_active",
            "created_at",
        ]
        read_only_fields = ["id", "avatar", "created_at"]

    def get_status(self, agent: Agent) -> str:
        """Return the status as colleagues see it."""
        return str(presence.colleague(agent)["status"])


class WithinReach(Resource):
    """What is asked of agents."""

    scope = "settings"
    serializer_class = AgentSerializer

    @property
    def reach(self) -> Reach:
        """The reach of the one who asks."""
        user: Any = self.request.user
        return Reach.of_agent(user)

    def shown(self, reach: Reach) -> QuerySet[Agent]:
        """Return colleagues with the departments that may be told."""
        departments = Prefetch("departments", surroundings.departments(reach))
        return surroundings.colleagues(reach).prefetch_related(departments)


@extend_schema(tags=["agents"])
class Agents(WithinReach):
    """``/api/v1/agents/``."""

    @extend_schema(
        operation_id="list_agents",
        summary="List agents",
        parameters=[DEPARTMENT],
        responses=AgentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return the agent and those who answer for departments of the same sites."""
        reach = self.reach
        rows = self.shown(reach)
        department = request.query_params.get("department", "").replace("\0", "")
        if department:
            rows = rows.filter(departments__in=surroundings.departments(reach).filter(pk=department))
        return self.get_paginated_response(
            AgentSerializer(self.paginate_queryset(rows) or (), many=True).data
        )


@extend_schema(tags=["agents"])
class OneAgent(WithinReach):
    """``/api/v1/agents/<id>/``."""

    changes = {"PATCH": "agents.change_agent"}

    @extend_schema(operation_id="read_agent", summary="Read an agent", responses=AgentSerializer)
    def get(self, request: Request, id: str) -> Response:
        """Return an agent."""
        return Response(AgentSerializer(get_object_or_404(self.shown(self.reach), pk=id)).data)

    @extend_schema(operation_id="change_agent", summary="Change an agent", responses=AgentSerializer)
    @transaction.atomic
    def patch(self, request: Request, id: str) -> Response:
        """Change an agent; who may no longer sign in is signed out at once."""
        reach = self.reach
        agent = get_object_or_404(self.shown(reach), pk=id)
        if _is_above(agent, reach, request.user):
            raise PermissionDenied("You may not change somebody who reaches more than you.")
        asked = AgentSerializer(agent, data=request.data, partial=True, context={"reach": reach})
        asked.is_valid(raise_exception=True)
        fields = sorted(asked.validated_data)
        departments = asked.validated_data.pop("departments", None)
        for field, value in asked.validated_data.items():
            setattr(agent, field, value)
        # Only what was asked for: the rest of the row changes all the time, with every sign of life.
        agent.save(update_fields=list(asked.validated_data))
        if departments is not None:
            replace(agent.departments, departments, surroundings.own_departments(reach))
        AuditEvent.record("agent.changed", agent, by=reach.actor, fields=fields)
        presence.announce(agent)
        return Response(AgentSerializer(self.shown(reach).filter(pk=id).first() or agent).data)


def _is_above(agent: Agent, reach: Reach, user: Any) -> bool:
    """Tell whether somebody reaches more than the one who asks, or would once active again."""
    if agent.is_superuser:
        return not user.is_superuser
    return not reach.everything and (agent.sees_everything or not agent.is_active)
