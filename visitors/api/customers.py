"""Customers over REST: who is behind the conversations one may reach."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chat import introductions, surroundings
from chat.scoped_resource import ScopedResource
from visitors.models import Customer

EMAIL = OpenApiParameter("email", str, description="Those with this e-mail address, in any case.")


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """A person, as they or an agent said."""

    class Meta:
        """What is said, how much of us is wanted; the rest is ours."""

        model = Customer
        fields = ["id", "name", "email", "phone", "contact", "created_at"]
        read_only_fields = ["id", "contact", "created_at"]


class WithinReach(ScopedResource):
    """What is asked of customers."""

    scope = "conversations"
    serializer_class = CustomerSerializer

    def get_queryset(self) -> QuerySet[Customer]:
        """Return those whom the agent may know of."""
        return surroundings.customers(self.reach)


@extend_schema(tags=["customers"])
class Customers(WithinReach):
    """``/api/v1/customers/``."""

    @extend_schema(
        operation_id="list_customers",
        summary="List customers",
        parameters=[EMAIL],
        responses=CustomerSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return the customers behind the conversations within reach, the newest first."""
        rows = self.get_queryset()
        email = request.query_params.get("email", "").replace("\0", "")
        rows = rows.filter(email__iexact=email) if email else rows
        return self.get_paginated_response(
            CustomerSerializer(self.paginate_queryset(rows) or (), many=True).data
        )

    def order(self, request: Request) -> str:
        """Return what the list is ordered by."""
        return "-pk"


@extend_schema(tags=["customers"])
class OneCustomer(WithinReach):
    """``/api/v1/customers/<id>/``."""

    changes = {"PATCH": "visitors.change_customer"}

    @extend_schema(operation_id="read_customer", summary="Read a customer", responses=CustomerSerializer)
    def get(self, request: Request, id: str) -> Response:
        """Return a customer."""
        return Response(CustomerSerializer(get_object_or_404(self.get_queryset(), pk=id)).data)

    @extend_schema(
        operation_id="correct_customer", summary="Correct a customer", responses=CustomerSerializer
    )
    def patch(self, request: Request, id: str) -> Response:
        """Correct what was said; agents who follow a conversation of theirs see it at once."""
        customer = get_object_or_404(self.get_queryset(), pk=id)
        asked = CustomerSerializer(customer, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        introductions.correct(customer, by=self.agent.actor, **asked.validated_data)
        return Response(CustomerSerializer(customer).data)
