"""A view over the conversations that the signed-in agent may reach."""

from typing import Any

import msgspec
from rest_framework.request import Request

from chat.models import Conversation
from chat.protocol import Rejected, agent_parser
from chat.scoped_resource import ScopedResource
from chat.sessions.limits import agent_allowances
from realtime.errors import Refusal, not_found


class WithinReach(ScopedResource):
    """What is asked of conversations; those out of reach do not exist."""

    scope = "conversations"
    queryset = Conversation.objects.none()

    def spend(self) -> None:
        """Take what a message costs on the socket too; raises a refusal when nothing is left."""
        wait = agent_allowances(self.agent.pk)[0].take()
        if wait:
            raise Refusal("too_many", "Too many messages at once.", retry=True, retry_after_ms=wait)

    def conversation(self, id: str) -> Conversation:
        """Return a conversation within reach."""
        found = Conversation.objects.within(self.reach).filter(pk=id).first()
        if found is None:
            raise not_found()
        return found


def frame_of(type: str, conversation: str, request: Request) -> Any:
    """Return the frame a body stands for, through the one parser of frames."""
    if not isinstance(request.data, dict):
        raise Refusal("malformed", "Send a JSON object.")
    raw = msgspec.json.encode(request.data | {"type": type, "conversation": conversation, "id": None})
    try:
        return agent_parser.parse(raw)
    except Rejected as rejected:
        raise rejected.refusal from None
