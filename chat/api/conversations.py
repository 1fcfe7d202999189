"""Conversations and their record over REST: the same objects and verbs as on the socket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agents.permissions import ANSWER
from chat.api.asking import ORDERS, Asked, as_filter
from chat.api.shapes import ConversationSerializer, EntrySerializer, PlaceSerializer, body_of
from chat.api.within import WithinReach, frame_of
from chat.drafts import Appended
from chat.frames import frames_of
from chat.models import Conversation
from chat.protocol import AgentMessageSend
from chat.summaries import summaries
from realtime.clock import wire_time
from realtime.errors import Refusal


def place(appended: Appended) -> dict[str, Any]:
    """Return where in the record something stands."""
    return {"conversation": appended.conversation, "seq": appended.seq, "at": wire_time(appended.at)}


@extend_schema(tags=["conversations"])
class Conversations(WithinReach):
    """``/api/v1/conversations/``."""

    @extend_schema(
        operation_id="list_conversations",
        summary="List conversations",
        parameters=[Asked],
        responses=ConversationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return summaries of the conversations within reach, the newest first."""
        rows = Conversation.objects.within(self.reach).filter(as_filter(Asked.by(request)))
        ids = [row.pk for row in self.paginate_queryset(rows) or ()]
        listed = {row["id"]: row for row in summaries(Conversation.objects.filter(pk__in=ids), self.reach)}
        return self.get_paginated_response([listed[id] for id in ids if id in listed])

    def order(self, request: Request) -> str:
        """Return what the list is ordered by."""
        return ORDERS[Asked.by(request)["ordering"]]


@extend_schema(tags=["conversations"])
class OneConversation(WithinReach):
    """``/api/v1/conversations/<id>/``."""

    @extend_schema(
        operation_id="read_conversation", summary="Read a conversation", responses=ConversationSerializer
    )
    def get(self, request: Request, id: str) -> Response:
        """Return the summary of a conversation."""
        found = self.conversation(id)
        return Response(summaries(Conversation.objects.filter(pk=found.pk), self.reach)[0])


@extend_schema(tags=["entries"])
class Entries(WithinReach):
    """``/api/v1/conversations/<id>/entries/``."""

    changes = {"POST": ANSWER}

    @extend_schema(
        operation_id="list_entries", summary="Read the record", responses=EntrySerializer(many=True)
    )
    def get(self, request: Request, id: str) -> Response:
        """Return entries in the order of the record; the cursor is the last `seq` that is known."""
        rows = self.conversation(id).entries.select_related("message")
        return self.get_paginated_response(frames_of(self.paginate_queryset(rows) or (), self.reach))

    @extend_schema(
        operation_id="write_entry",
        summary="Write a message or a note",
        request=body_of(AgentMessageSend),
        responses={201: PlaceSerializer, 200: PlaceSerializer},
    )
    def post(self, request: Request, id: str) -> Response:
        """Say something as the agent; `audience` `agents` makes it a note. Repeated, it is answered with 200."""
        self.spend()
        conversation = self.conversation(id)
        frame: AgentMessageSend = frame_of("message.send", id, request)
        text, content = frame.said()
        if not (text.strip() or frame.attachments):
            raise Refusal("invalid", "The message is empty.", fields={"text": "empty"})
        appended = conversation.say(
            text,
            content=content,
            by=self.reach.actor,
            client_id=frame.client_id,
            audience=frame.audience,
            attachments=frame.attachments,
        )
        return Response(place(appended), status=200 if appended.repeated else 201)

    def order(self, request: Request) -> str:
        """Return what the record is ordered by."""
        return "seq"
