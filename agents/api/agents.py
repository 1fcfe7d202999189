"""Agents over REST: colleagues are read, managers change those of their sites and departments."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.fields import IdsField, replace
from agents.models import Agent
from agents.models.agent import MOST_AT_ONCE
from agents.permissions import Role
from chat import presence, surroundings
from chat.scoped_resource import ScopedResource
from visitors import audit

DEPARTMENT = OpenApiParameter("department", str, description="The id of a department they answer for.")


class AgentSerializer(serializers.ModelSerializer[Agent]):
    """An agent, as colleagues see one; an invisible one is shown as offline."""

    status = serializers.SerializerMethodField()
    online = serializers.BooleanField(source="is_online", read_only=True)
    departments = IdsField(surroundings.own_departments, required=False)
    sites = IdsField(surroundings.own_sites, required=False)
    capacity = serializers.IntegerField(min_value=0, max_value=MOST_AT_ONCE, required=False)

    class Meta:
        """What a manager sets, and what the agent chose."""

        model = Agent
        fields = [
            "id",
            "name",
            "avatar",
            "role",
            "status",
            "online",
            "departments",
            "sites",
            "capacity",
            "is_active",
            "created_at",
        ]
        read_only_fields = ["id", "avatar", "created_at"]

    def get_status(self, agent: Agent) -> str:
        """Return the status as colleagues see it."""
        return str(presence.colleague(agent)["status"])

    def validate_role(self, role: str) -> str:
        """Refuse a role above that of the one who gives it."""
        if role not in Role(self.context["reach"].role).up_to:
            raise serializers.ValidationError("This role is above your own.")
        return role

    def save(self, **kwargs: Any) -> Agent:
        """Save what was asked for and nothing else: the rest of the row changes all the time."""
        agent, reach = cast("Agent", self.instance), self.context["reach"]
        asked = dict(self.validated_data)
        related = {"departments": surroundings.own_departments, "sites": surroundings.own_sites}
        chosen = {name: asked.pop(name) for name in related if name in asked}
        for field, value in asked.items():
            setattr(agent, field, value)
        try:
            agent.clean()
        except ValidationError as error:
            raise serializers.ValidationError({"role": error.messages}) from None
        agent.save(update_fields=list(asked))
        for name, rows in chosen.items():
            replace(getattr(agent, name), rows, related[name](reach))
        return agent


class WithinReach(ScopedResource):
    """What is asked of agents."""

    scope = "settings"
    serializer_class = AgentSerializer

    def shown(self) -> QuerySet[Agent]:
        """Return colleagues with the departments and sites that may be told."""
        departments = Prefetch("departments", surroundings.departments(self.reach))
        sites = Prefetch("sites", surroundings.sites(self.reach))
        return surroundings.colleagues(self.reach).prefetch_related(departments, sites)


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
        rows = self.shown()
        department = request.query_params.get("department", "").replace("\0", "")
        if department:
            rows = rows.filter(departments__in=surroundings.departments(self.reach).filter(pk=department))
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
        return Response(AgentSerializer(get_object_or_404(self.shown(), pk=id)).data)

    @extend_schema(operation_id="change_agent", summary="Change an agent", responses=AgentSerializer)
    @transaction.atomic
    def patch(self, request: Request, id: str) -> Response:
        """Change name, role, scope or whether the agent may sign in; who is deactivated is signed out at once."""
        agent = get_object_or_404(self.shown(), pk=id)
        self.check_may(self.changes["PATCH"], agent)
        asked = AgentSerializer(agent, data=request.data, partial=True, context={"reach": self.reach})
        asked.is_valid(raise_exception=True)
        left = presence.sites_of(agent)
        with audit.change(agent, by=self.reach.actor):
            asked.save()
        if not request.user.has_perm(self.changes["PATCH"], agent):
            raise serializers.ValidationError(
                {"departments": "Leave at least one department or site of yours."}
            )
        presence.announce(agent, besides=left)
        return Response(AgentSerializer(self.shown().get(pk=id)).data)
