"""Sites over REST: read by those who answer for them, written by managers."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chat import surroundings
from chat.scoped_resource import ScopedResource
from realtime.zones import validate_zone
from visitors import audit
from visitors.hours_field import HoursField
from visitors.models import Site
from visitors.models.site import validate_origins

ORIGINS = {"type": "array", "items": {"type": "string"}, "maxItems": 100}


@extend_schema_field(ORIGINS)
class OriginsField(serializers.ListField):
    """Where the widget may stand."""

    def __init__(self, **options: Any) -> None:
        limits: dict[str, Any] = {"child": serializers.CharField(max_length=200), "max_length": 100}
        super().__init__(**(limits | options))

    def run_validators(self, value: Any) -> None:
        """Refuse whatever is no list of origins."""
        super().run_validators(value)
        validate_origins(value)


class SiteSerializer(serializers.ModelSerializer[Site]):
    """A site's settings."""

    allowed_origins = OriginsField(required=False)
    zone = serializers.CharField(max_length=64, required=False, validators=[validate_zone])
    hours = HoursField(required=False)

    class Meta:
        """What a manager sets; how it looks is set where it can be seen, in the admin."""

        model = Site
        fields = [
            "id",
            "key",
            "name",
            "group",
            "allowed_origins",
            "zone",
            "hours",
            "mode",
            "honours_dnt",
            "version",
            "created_at",
        ]
        read_only_fields = ["id", "version", "created_at"]

    def validate_key(self, key: str) -> str:
        """Refuse another key: it stands in the pages of the site."""
        if self.instance is not None and key != self.instance.key:
            raise serializers.ValidationError("A key stands for good.")
        return key

    def validate_group(self, group: str) -> str:
        """Refuse to join others by oneself: sites of one group may know the same customer."""
        if (
            self.instance is not None
            and group != self.instance.group
            and not self.context["reach"].everything
        ):
            raise serializers.ValidationError("Which sites belong together owners say.")
        return group


class WithinReach(ScopedResource):
    """What is asked of sites."""

    scope = "settings"
    serializer_class = SiteSerializer

    def get_queryset(self) -> QuerySet[Site]:
        """Return those the agent answers for."""
        return surroundings.sites(self.reach)

    @transaction.atomic
    def save(self, asked: SiteSerializer) -> Response:
        """Save what was asked for and record who did it."""
        asked.is_valid(raise_exception=True)
        if asked.instance is None:
            site = asked.save()
            audit.created(site, by=self.reach.actor)
            return Response(SiteSerializer(site).data, status=201)
        with audit.change(asked.instance, by=self.reach.actor):
            site = asked.save()
        return Response(SiteSerializer(site).data)


@extend_schema(tags=["sites"])
class Sites(WithinReach):
    """``/api/v1/sites/``."""

    changes = {"POST": "visitors.add_site"}

    @extend_schema(operation_id="list_sites", summary="List sites", responses=SiteSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return the sites the agent answers for."""
        rows = self.paginate_queryset(self.get_queryset()) or ()
        return self.get_paginated_response(SiteSerializer(rows, many=True).data)

    @extend_schema(operation_id="create_site", summary="Create a site", responses={201: SiteSerializer})
    def post(self, request: Request) -> Response:
        """Make a site; owners alone do."""
        return self.save(SiteSerializer(data=request.data))


@extend_schema(tags=["sites"])
class OneSite(WithinReach):
    """``/api/v1/sites/<id>/``."""

    changes = {"PATCH": "visitors.change_site"}

    @extend_schema(operation_id="read_site", summary="Read a site", responses=SiteSerializer)
    def get(self, request: Request, id: str) -> Response:
        """Return a site."""
        return Response(SiteSerializer(get_object_or_404(self.get_queryset(), pk=id)).data)

    @extend_schema(operation_id="change_site", summary="Change a site", responses=SiteSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change settings of a site that was given to the agent as a whole."""
        site = get_object_or_404(self.get_queryset(), pk=id)
        self.check_may(self.changes["PATCH"], site)
        asked = SiteSerializer(site, data=request.data, partial=True, context={"reach": self.reach})
        return self.save(asked)
