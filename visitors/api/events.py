"""Events over REST: what a shop's own server knows of a visit, and the page does not."""

from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from chat import surroundings
from chat.scoped_resource import ScopedResource
from chat.sessions.limits import agent_allowances
from realtime.clock import wire_time
from realtime.errors import Refusal
from realtime.parsing import Rejected
from visitors.tracking.deeds import RESERVED
from visitors.tracking.frames import EventTrack, host_parser
from visitors.tracking.reporting import Report, report, visit_of

# Programs may call what is reserved by the name it is stored under; what happens to a page only that page knows.
BY_TYPE = {type: name for name, type in RESERVED.items()}
OF_PAGES = "page."
# Clocks differ a little.
AHEAD = timedelta(minutes=1)


class EventSerializer(serializers.Serializer[Any]):
    """Something that was done, and by whom: a visit, or a visitor in the visit of that moment."""

    site = serializers.CharField(max_length=40, help_text="The key of a site.")
    visit = serializers.CharField(max_length=26, required=False, help_text="The id of a visit.")
    visitor = serializers.CharField(
        max_length=26, required=False, help_text="The id of a visitor, where it is not said of which visit."
    )
    event_id = serializers.CharField(
        max_length=64, help_text="An id of yours: sent again, it is stored once for the site."
    )
    name = serializers.CharField(
        max_length=40,
        help_text=f"One of your own ([a-z0-9_]), or {', '.join(sorted(BY_TYPE))} but those of pages.",
    )
    properties = serializers.DictField(
        required=False, default=dict, help_text="At most 32, of 4096 bytes altogether."
    )
    at = serializers.DateTimeField(required=False, help_text="When it was done, if not just now.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is nobody's, and what has not happened."""
        if not (attrs.get("visit") or attrs.get("visitor")):
            raise serializers.ValidationError({"visit": "Say which visit, or which visitor."})
        if attrs.setdefault("at", timezone.now()) > timezone.now() + AHEAD:
            raise serializers.ValidationError({"at": "This has not happened yet."})
        if attrs["at"] < timezone.now() - timedelta(days=settings.RETENTION_DAYS["events"]):
            raise serializers.ValidationError({"at": "Of what is so long ago nothing is kept."})
        return attrs


class ToldSerializer(serializers.Serializer[Any]):
    """Where an event is kept."""

    id = serializers.CharField()
    visit = serializers.CharField()
    type = serializers.CharField()
    at = serializers.DateTimeField()


@extend_schema(tags=["events"])
class Events(ScopedResource):
    """``/api/v1/events/``."""

    scope = "events"
    changes = {"POST": "visitors.add_event"}
    serializer_class = EventSerializer

    @extend_schema(
        operation_id="tell_event",
        summary="Tell of an event",
        responses={201: ToldSerializer, 200: ToldSerializer},
    )
    def post(self, request: Request) -> Response:
        """Store what was done in a visit to a site that one looks after; sent again, it is answered with 200."""
        wait = agent_allowances(self.agent.pk)[1].take()
        if wait:
            raise Refusal("too_many", "Too many events at once.", retry=True, retry_after_ms=wait)
        asked = EventSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        frame = _frame_of(said)
        site = get_object_or_404(surroundings.own_sites(self.reach), key=said["site"])
        visit = visit_of(site, visit=said.get("visit", ""), visitor=said.get("visitor", ""), at=said["at"])
        if visit is None:
            raise NotFound
        told = report(frame, of=visit, site=site, at=said["at"])
        return Response(_place(told), status=200 if told.repeated else 201)


def _frame_of(said: dict[str, Any]) -> EventTrack:
    """Return the frame a page would send, through the one parser of frames."""
    name = said["name"]
    if RESERVED.get(name, name).startswith(OF_PAGES):
        raise Refusal("invalid", "That is for pages to tell.", fields={"name": "That is for pages to tell."})
    fields = {"event_id": said["event_id"], "name": BY_TYPE.get(name, name), "properties": said["properties"]}
    try:
        frame: EventTrack = host_parser.parse(msgspec.json.encode({"type": "event.track"} | fields))
    except Rejected as rejected:
        raise rejected.refusal from None
    return frame


def _place(told: Report) -> dict[str, str]:
    event = told.event
    return {"id": event.pk, "visit": event.visit_id, "type": event.type, "at": wire_time(event.at)}
