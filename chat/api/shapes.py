"""The shapes of conversations in the OpenAPI document; the values themselves are those of the socket."""

from typing import Any, cast

import msgspec
from rest_framework import serializers

from chat.content import BLOCKS
from chat.models import Conversation
from chat.models.follow_up import Stage
from chat.protocol import AgentMessageSend
from realtime.actors import KINDS
from realtime.events import EVENTS
from visitors.models import Contact


class SiteCard(serializers.Serializer[Any]):
    """A site, in short."""

    key = serializers.CharField()
    name = serializers.CharField()


class DepartmentCard(serializers.Serializer[Any]):
    """A department, in short."""

    id = serializers.CharField()
    name = serializers.CharField()


class ActorCard(serializers.Serializer[Any]):
    """Who did or said something."""

    kind = serializers.ChoiceField(KINDS)
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    avatar = serializers.CharField(allow_null=True)


class LastWords(serializers.Serializer[Any]):
    """The newest message, shortened."""

    seq = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    author = ActorCard()


class Reached(serializers.Serializer[Any]):
    """How far one side has come."""

    received = serializers.IntegerField()
    read = serializers.IntegerField()


class BothSides(serializers.Serializer[Any]):
    """How far each side has come."""

    visitor = Reached()
    agents = Reached()


class VisitorCard(serializers.Serializer[Any]):
    """Who wrote, as far as is known."""

    id = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    locale = serializers.CharField(allow_blank=True)
    timezone = serializers.CharField(allow_blank=True)
    contact = serializers.ChoiceField(Contact.choices, help_text="How much of us they want.")


class PageCard(serializers.Serializer[Any]):
    """The page a conversation was opened on."""

    url = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    referrer = serializers.CharField(allow_blank=True)


class FollowUpCard(serializers.Serializer[Any]):
    """Where the mail to a visitor who has left stands, and since or until when."""

    state = serializers.ChoiceField(
        [stage.value for stage in Stage if stage],
        help_text="`due`: the answer goes out at `at`, if not read.",
    )
    at = serializers.DateTimeField(allow_null=True)


class ConversationSerializer(serializers.Serializer[Any]):
    """A conversation's summary, as on an agent's socket."""

    id = serializers.CharField()
    head = serializers.IntegerField()
    status = serializers.ChoiceField(Conversation.Status.choices)
    channel = serializers.CharField()
    site = SiteCard()
    department = DepartmentCard(allow_null=True)
    agent = ActorCard(allow_null=True)
    opened_at = serializers.DateTimeField()
    queued_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    last = LastWords(allow_null=True)
    unread = serializers.IntegerField()
    waiting_since = serializers.DateTimeField(allow_null=True)
    marks = BothSides()
    visitor = VisitorCard()
    page = PageCard()
    tags = serializers.ListField(child=serializers.CharField())
    follow_up = FollowUpCard(allow_null=True)


class EntrySerializer(serializers.Serializer[Any]):
    """An entry of the record; its further fields depend on its type, see the realtime protocol."""

    type = serializers.ChoiceField(sorted(event.name for event in EVENTS.values() if event.entry))
    conversation = serializers.CharField()
    seq = serializers.IntegerField()
    at = serializers.DateTimeField(required=False)
    actor = ActorCard(required=False)


class PlaceSerializer(serializers.Serializer[Any]):
    """Where in the record something stands."""

    conversation = serializers.CharField()
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()


CLIENT_ID = "A UUID (version 4 or 7) of yours: sent again, the same is answered and nothing happens twice."


def body_of(frame: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the schema of a frame as the body of a request: the address says type and conversation."""
    defined = msgspec.json.schema(frame)["$defs"][frame.__name__]
    said = {"type", "conversation", "id"}
    fields = {name: _plain(field) for name, field in defined["properties"].items() if name not in said}
    if "client_id" in fields:
        fields["client_id"]["description"] = CLIENT_ID
    required = [name for name in defined["required"] if name not in said]
    if frame is AgentMessageSend:
        fields["data"] |= {"oneOf": _by_kind()}
    schema = {"type": "object", "properties": fields} | ({"required": required} if required else {})
    return {"application/json": schema}


def _by_kind() -> list[Any]:
    """Return what the data of each kind of message holds."""
    kinds, named = msgspec.json.schema_components(tuple(BLOCKS.values()), ref_template="{name}")

    def whole(part: Any) -> Any:
        if isinstance(part, list):
            return [whole(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return whole(named[part["$ref"]])
        return {
            name: whole(value) for name, value in _plain(part).items() if (name, value) != ("required", [])
        }

    return [whole(kind) for kind in kinds]


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """Return a field in the words of OpenAPI 3.0, whose patterns are those of JavaScript."""
    options = [_plain(option) for option in field.get("anyOf", ()) if option != {"type": "null"}]
    if options:
        return options[0] | {"nullable": True}
    plain = {name: value for name, value in field.items() if name != "default" or value is not None}
    if "pattern" in plain:
        plain["pattern"] = cast(str, plain["pattern"]).replace(r"\Z", "$")
    return plain
