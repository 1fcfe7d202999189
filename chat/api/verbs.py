"""What is done with a conversation over REST: each verb an address below it."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from msgspec import Struct
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Agent
from agents.permissions import ANSWER
from chat import desk_frames, protocol, recipients
from chat.api.conversations import place
from chat.api.shapes import PlaceSerializer, body_of
from chat.api.within import WithinReach, frame_of
from chat.drafts import Appended
from chat.models import Conversation


class Verb(WithinReach):
    """Does one thing with a conversation, once a ``client_id``; the body is that of the socket's frame."""

    frame: ClassVar[type[Struct]]
    changes: ClassVar[dict[str, str]] = {"POST": ANSWER}

    def post(self, request: Request, id: str) -> Response:
        """Do it."""
        self.spend()
        conversation = self.conversation(id)
        frame = frame_of(str(self.frame.__struct_config__.tag), id, request)
        return Response(place(self.do(conversation, frame, self.agent)))

    def do(self, conversation: Conversation, frame: Any, agent: Agent) -> Appended:
        """Call the verb of the conversation."""
        raise NotImplementedError


def answers(frame: type[Struct]) -> Callable[[type[Verb]], type[Verb]]:
    """Let a verb take the body of a frame and say so in the OpenAPI document."""

    def dress(verb: type[Verb]) -> type[Verb]:
        verb.frame = frame
        told = extend_schema(
            operation_id=f"{verb.__name__.lower()}_conversation",
            summary=f"{verb.__name__} a conversation",
            description=verb.__doc__ or "",
            tags=["conversations"],
            request=body_of(frame),
            responses=PlaceSerializer,
        )
        return extend_schema_view(post=told)(verb)

    return dress


@answers(protocol.ConversationTake)
class Take(Verb):
    """Make it one's own; refused as `taken` when a colleague was faster."""

    def do(self, conversation: Conversation, frame: protocol.ConversationTake, agent: Agent) -> Appended:
        """Take it."""
        return conversation.take(by=agent, client_id=frame.client_id)


@answers(protocol.ConversationAssign)
class Assign(Verb):
    """Give it to a colleague who may reach it, whoever has it now."""

    def do(self, conversation: Conversation, frame: protocol.ConversationAssign, agent: Agent) -> Appended:
        """Assign it."""
        to = recipients.colleague(frame.agent, conversation)
        return conversation.handled_by(agent).assign(to=to, by=agent.actor, client_id=frame.client_id)


@answers(protocol.ConversationTransfer)
class Transfer(Verb):
    """Pass it on to a department of its site, to a colleague, or to both, perhaps with a note."""

    def do(self, conversation: Conversation, frame: protocol.ConversationTransfer, agent: Agent) -> Appended:
        """Transfer it."""
        return recipients.transfer(
            conversation.handled_by(agent),
            by=agent.actor,
            department=frame.department,
            agent=frame.agent,
            note=frame.note,
            client_id=frame.client_id,
        )


@answers(protocol.ConversationClose)
class Close(Verb):
    """Close it."""

    def do(self, conversation: Conversation, frame: protocol.ConversationClose, agent: Agent) -> Appended:
        """Close it."""
        return conversation.handled_by(agent).close(by=agent.actor, client_id=frame.client_id)


@answers(protocol.ConversationReopen)
class Reopen(Verb):
    """Open it again; it becomes the agent's own."""

    def do(self, conversation: Conversation, frame: protocol.ConversationReopen, agent: Agent) -> Appended:
        """Reopen it."""
        return conversation.reopen(by=agent.actor, client_id=frame.client_id)


@answers(desk_frames.ConversationTag)
class Tag(Verb):
    """Put tags on it and take tags off; visitors never hear of them."""

    def do(self, conversation: Conversation, frame: desk_frames.ConversationTag, agent: Agent) -> Appended:
        """Tag it."""
        return conversation.tag(by=agent.actor, add=frame.add, remove=frame.remove, client_id=frame.client_id)


@answers(desk_frames.ConversationSnooze)
class Snooze(Verb):
    """Put it aside until a time, or until the visitor writes."""

    def do(self, conversation: Conversation, frame: desk_frames.ConversationSnooze, agent: Agent) -> Appended:
        """Snooze it."""
        return conversation.handled_by(agent).snooze(
            by=agent.actor, until=frame.until, client_id=frame.client_id
        )


@answers(desk_frames.ConversationWake)
class Wake(Verb):
    """Take it up again before its time."""

    def do(self, conversation: Conversation, frame: desk_frames.ConversationWake, agent: Agent) -> Appended:
        """Wake it."""
        return conversation.handled_by(agent).wake(by=agent.actor, client_id=frame.client_id)
