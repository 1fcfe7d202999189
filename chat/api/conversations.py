"""Conversations over REST: the same record and the same frames as on the socket."""

from typing import Any

import msgspec
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.models import Agent
from chat.frames import frames_of
from chat.models import Conversation
from chat.protocol import AgentMessageSend, Rejected, agent_parser
from chat.reach import Reach
from chat.summaries import summaries
from realtime.clock import wire_time
from realtime.errors import Refusal, not_found

PAGE = 200


@method_decorator(never_cache, name="dispatch")
class WithinReach(APIView):
    """A view over what the signed-in agent may reach."""

    def reach(self, request: Request) -> Reach:
        """Return the reach of the signed-in agent."""
        if not isinstance(request.user, Agent):
            raise not_found()
        return Reach.of_agent(request.user)

    def find(self, request: Request, id: str) -> tuple[Conversation, Reach]:
        """Return a conversation within reach; out of reach there is none."""
        reach = self.reach(request)
        conversation = Conversation.objects.within(reach).filter(pk=id).first()
        if conversation is None:
            raise not_found()
        return conversation, reach


class Conversations(WithinReach):
    """``GET /api/v1/conversations/?before=<id>``: newest first."""

    def get(self, request: Request) -> Response:
        """Return a page of summaries; ids are ordered by time, so the last one is the cursor."""
        reach = self.reach(request)
        rows = Conversation.objects.within(reach).order_by("-pk")
        before = request.query_params.get("before", "")
        if before:
            rows = rows.filter(pk__lt=before)
        listed = summaries(rows[: PAGE + 1], reach)
        more = len(listed) > PAGE
        return Response({"conversations": listed[:PAGE], "more": more})


class Entries(WithinReach):
    """``GET /api/v1/conversations/<id>/entries/?after=<seq>``: the record, in order."""

    def get(self, request: Request, id: str) -> Response:
        """Return a page of entries, the same objects as on the socket."""
        conversation, reach = self.find(request, id)
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 9:
            raise Refusal("invalid", "after is a sequence number.", fields={"after": "not a number"})
        rows = conversation.entries.select_related("message").filter(seq__gt=int(after)).order_by("seq")
        entries = frames_of(rows[: PAGE + 1], reach)
        return Response({"entries": entries[:PAGE], "head": conversation.head, "more": len(entries) > PAGE})


class Messages(WithinReach):
    """``POST /api/v1/conversations/<id>/messages/`` with ``client_id``, ``text`` and perhaps ``audience``."""

    def post(self, request: Request, id: str) -> Response:
        """Say something as the signed-in agent; repeating a ``client_id`` changes nothing."""
        conversation, reach = self.find(request, id)
        frame = _message(id, request.data)
        appended = conversation.say(
            frame.text,
            by=reach.actor,
            client_id=frame.client_id,
            audience=frame.audience,
            attachments=frame.attachments,
        )
        body = {"conversation": id, "seq": appended.seq, "at": wire_time(appended.at)}
        return Response(body, status=200 if appended.repeated else 201)


def _message(conversation: str, data: Any) -> AgentMessageSend:
    """Return the frame the body stands for, through the one parser of frames."""
    if not isinstance(data, dict):
        raise Refusal("malformed", "Send a JSON object.")
    raw = msgspec.json.encode(data | {"type": "message.send", "conversation": conversation})
    try:
        frame: AgentMessageSend = agent_parser.parse(raw)
    except Rejected as rejected:
        raise rejected.refusal from None
    if not (frame.text.strip() or frame.attachments):
        raise Refusal("invalid", "The message is empty.", fields={"text": "empty"})
    return frame
