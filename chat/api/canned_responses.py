"""Canned replies over REST: those an agent may use; his own he writes, the others whose role allows it."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Department
from agents.permissions import ANSWER
from chat import surroundings
from chat.framing import MAX_MESSAGE_CHARACTERS
from chat.models import CannedResponse
from chat.scoped_resource import ScopedResource
from realtime.paging import is_id
from visitors import audit


class DepartmentField(serializers.PrimaryKeyRelatedField[Department]):
    """The id of a department one answers for, or null."""

    def get_queryset(self) -> QuerySet[Department]:
        """Return those that may be named."""
        return surroundings.own_departments(self.context["reach"])

    def to_internal_value(self, data: Any) -> Any:
        """Return the department; PostgreSQL is not asked for what can be no id."""
        if not (isinstance(data, str) and is_id(data)):
            self.fail("does_not_exist", pk_value=data)
        return super().to_internal_value(cast(Any, data))


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    """A reply that was written once; without department and not one's own it is everybody's."""

    text = serializers.CharField(max_length=MAX_MESSAGE_CHARACTERS)
    department = DepartmentField(allow_null=True, default=None)
    own = serializers.BooleanField(default=False)

    class Meta:
        """What it is typed as, what it says, and whose it is."""

        model = CannedResponse
        fields = ["id", "shortcut", "text", "locale", "department", "own"]
        read_only_fields = ["id"]
        validators: list[Any] = []  # the model knows which may stand beside each other


class WithinReach(ScopedResource):
    """What is asked of canned replies."""

    scope = "conversations"
    serializer_class = CannedResponseSerializer

    def rows(self) -> QuerySet[CannedResponse]:
        """Return those the agent may use."""
        return CannedResponse.objects.within(self.reach).select_related("department")

    def check_mine(self, row: CannedResponse, verb: str) -> None:
        """Refuse whoever may not do that: one's own takes what answering takes, what others use too more."""
        own = row.agent_id == self.request.user.pk
        self.check_may(ANSWER if own else f"chat.{verb}_cannedresponse", None if row._state.adding else row)

    def save(self, asked: CannedResponseSerializer, row: CannedResponse) -> None:
        """Save what was asked for, once it may stand beside the others."""
        told = {name: value for name, value in asked.validated_data.items() if name != "own"}
        for name, value in told.items():
            setattr(row, name, value)
        try:
            row.put()
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from None


@extend_schema(tags=["canned responses"])
class CannedResponses(WithinReach):
    """``/api/v1/canned-responses/``."""

    @extend_schema(
        operation_id="list_canned_responses",
        summary="List canned replies",
        responses=CannedResponseSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return everybody's, those of the agent's departments, and the agent's own."""
        rows = self.paginate_queryset(self.rows()) or ()
        return self.get_paginated_response(CannedResponseSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="create_canned_response",
        summary="Create a canned reply",
        responses={201: CannedResponseSerializer},
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Write a reply; whose it is cannot be changed later."""
        asked = CannedResponseSerializer(data=request.data, context={"reach": self.reach})
        asked.is_valid(raise_exception=True)
        own, department = asked.validated_data["own"], asked.validated_data["department"]
        row = CannedResponse(agent_id=self.reach.actor.id if own else None)
        self.check_mine(row, "add")
        if not (own or department or self.reach.everything):
            raise PermissionDenied("A reply for everybody is for those who reach everything.")
        self.save(asked, row)
        if not own:
            audit.created(row, by=self.reach.actor)
        return Response(CannedResponseSerializer(row).data, status=201)


@extend_schema(tags=["canned responses"])
class OneCannedResponse(WithinReach):
    """``/api/v1/canned-responses/<id>/``."""

    @extend_schema(
        operation_id="read_canned_response",
        summary="Read a canned reply",
        responses=CannedResponseSerializer,
    )
    def get(self, request: Request, id: str) -> Response:
        """Return a canned reply."""
        return Response(CannedResponseSerializer(get_object_or_404(self.rows(), pk=id)).data)

    @extend_schema(
        operation_id="change_canned_response",
        summary="Change a canned reply",
        responses=CannedResponseSerializer,
    )
    @transaction.atomic
    def patch(self, request: Request, id: str) -> Response:
        """Change what it is typed as and what it says; consoles hear of it at once."""
        row = get_object_or_404(self.rows(), pk=id)
        self.check_mine(row, "change")
        asked = CannedResponseSerializer(row, data=request.data, partial=True, context={"reach": self.reach})
        asked.is_valid(raise_exception=True)
        before = audit.Snapshot(row)
        self.save(asked, row)
        if row.agent_id is None:
            audit.changed(row, before, by=self.reach.actor)
        return Response(CannedResponseSerializer(row).data)

    @extend_schema(
        operation_id="delete_canned_response", summary="Delete a canned reply", responses={204: None}
    )
    @transaction.atomic
    def delete(self, request: Request, id: str) -> Response:
        """Delete it; what was said with it stays said."""
        row = get_object_or_404(self.rows(), pk=id)
        self.check_mine(row, "delete")
        if row.agent_id is None:
            audit.deleted(row, by=self.reach.actor)
        row.tell()
        row.delete()
        return Response(status=204)
