"""Departments over REST: read by those of the same sites, written by managers."""

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.fields import IdsField, replace
from agents.models import Department
from agents.models.department import LONGEST_PROMISE_S
from chat import surroundings
from chat.scoped_resource import ScopedResource
from realtime.zones import validate_zone
from visitors import audit
from visitors.audit import Snapshot
from visitors.hours_field import HoursField


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department and the sites it answers for."""

    sites = IdsField(surroundings.own_sites, required=False)
    position = serializers.IntegerField(min_value=0, max_value=32_767, required=False)
    hours = HoursField(required=False)
    zone = serializers.CharField(max_length=64, required=False, allow_blank=True, validators=[validate_zone])
    promise_seconds = serializers.IntegerField(min_value=1, max_value=LONGEST_PROMISE_S, required=False)

    class Meta:
        """What a manager sets."""

        model = Department
        fields = ["id", "name", "sites", "position", "hours", "zone", "promise_seconds"]
        read_only_fields = ["id"]


class WithinReach(ScopedResource):
    """What is asked of departments."""

    scope = "settings"
    serializer_class = DepartmentSerializer

    def shown(self, rows: QuerySet[Department]) -> QuerySet[Department]:
        """Add the sites that may be told."""
        return rows.prefetch_related(Prefetch("sites", surroundings.sites(self.reach)))

    @transaction.atomic
    def save(self, asked: DepartmentSerializer) -> Response:
        """Save what was asked for and record who did it."""
        asked.is_valid(raise_exception=True)
        before = Snapshot(Department.objects.get(pk=asked.instance.pk)) if asked.instance else None
        sites = asked.validated_data.pop("sites", None)
        department = asked.save()
        if sites is not None:
            replace(department.sites, sites, surroundings.own_sites(self.reach))
        department = Department.objects.get(pk=department.pk)
        if not self.request.user.has_perm("agents.change_department", department):
            raise serializers.ValidationError({"sites": "Name at least one of the sites you look after."})
        if before is None:
            audit.created(department, by=self.reach.actor)
        else:
            audit.changed(department, before, by=self.reach.actor)
        saved = self.shown(Department.objects.filter(pk=department.pk)).get()
        return Response(DepartmentSerializer(saved).data, status=200 if before else 201)


@extend_schema(tags=["departments"])
class Departments(WithinReach):
    """``/api/v1/departments/``."""

    changes = {"POST": "agents.add_department"}

    @extend_schema(
        operation_id="list_departments", summary="List departments", responses=DepartmentSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Return the departments of the sites the agent answers for."""
        rows = self.paginate_queryset(self.shown(surroundings.departments(self.reach))) or ()
        return self.get_paginated_response(DepartmentSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="create_department", summary="Create a department", responses={201: DepartmentSerializer}
    )
    def post(self, request: Request) -> Response:
        """Make a department on sites that were given to the agent as a whole."""
        asked = DepartmentSerializer(data=request.data, context={"reach": self.reach})
        return self.save(asked)


@extend_schema(tags=["departments"])
class OneDepartment(WithinReach):
    """``/api/v1/departments/<id>/``."""

    changes = {"PATCH": "agents.change_department"}

    @extend_schema(
        operation_id="read_department", summary="Read a department", responses=DepartmentSerializer
    )
    def get(self, request: Request, id: str) -> Response:
        """Return a department."""
        rows = self.shown(surroundings.departments(self.reach))
        return Response(DepartmentSerializer(get_object_or_404(rows, pk=id)).data)

    @extend_schema(
        operation_id="change_department", summary="Change a department", responses=DepartmentSerializer
    )
    def patch(self, request: Request, id: str) -> Response:
        """Change a department one answers for."""
        department = get_object_or_404(surroundings.departments(self.reach), pk=id)
        self.check_may(self.changes["PATCH"], department)
        asked = DepartmentSerializer(
            department, data=request.data, partial=True, context={"reach": self.reach}
        )
        return self.save(asked)
