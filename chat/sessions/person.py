"""What an agent is told of a person, writes down about them, and lets colleagues know by looking."""

from functools import partial
from typing import Any

from chat import introductions, person_frames, remarks
from chat.context import context_of
from chat.models import Conversation
from chat.sessions.banning import BanningSession
from chat.viewing import looks
from realtime.errors import Refusal, not_found
from realtime.threads import readers


class PersonSession(BanningSession):
    """The part of an agent's session that is about the person in a conversation."""

    __slots__ = ()

    async def conversation_context(self, frame: person_frames.ConversationContext) -> None:
        """Send who this is."""
        self.respond(frame, await readers.run(partial(self._context, frame.conversation)))

    def _context(self, id: str) -> dict[str, Any]:
        reach = self.reach
        if reach is None:
            raise not_found()
        rows = Conversation.objects.within(reach).select_related("visit", "visitor__customer")
        row = rows.filter(pk=id).first()
        if row is None:
            raise not_found()
        return {"type": "context.snapshot", **context_of(row, reach)}

    def visitor_correct(self, frame: person_frames.VisitorCorrect) -> None:
        """Write down what the person said to the agent."""
        by = self.actor
        asked = {"name": frame.name, "email": frame.email, "phone": frame.phone}
        said = {field: value.strip() for field, value in asked.items() if value is not None}
        if not said:
            raise Refusal("invalid", "Say what to write down: a name, an e-mail address or a number.")
        self.spend()
        self.perform(frame, lambda: introductions.hear(self.find(frame.conversation).visitor, by=by, **said))

    def note_add(self, frame: person_frames.NoteAdd) -> None:
        """Write something down about the person."""
        by, text = self.actor, _words(frame.text)
        self.spend()
        self.perform(
            frame,
            lambda: remarks.add(
                self.find(frame.conversation).visitor, text, by=by, client_id=frame.client_id
            ),
        )

    def note_edit(self, frame: person_frames.NoteEdit) -> None:
        """Put a note of the agent's own better."""
        by, text = self.actor, _words(frame.text)
        self.spend()
        self.perform(
            frame,
            lambda: remarks.edit(frame.note, text, about=self.find(frame.conversation).visitor, by=by),
        )

    def note_delete(self, frame: person_frames.NoteDelete) -> None:
        """Remove a note of the agent's own."""
        by = self.actor
        self.spend()
        self.perform(
            frame, lambda: remarks.remove(frame.note, about=self.find(frame.conversation).visitor, by=by)
        )

    def conversation_view(self, frame: person_frames.ConversationView) -> None:
        """Let colleagues know what the agent has before their eyes."""
        if frame.conversation is not None and frame.conversation not in self._seen:
            raise not_found()
        looks.look(self.id, self.actor.card(), frame.conversation or "")
        self.acknowledge(frame)

    def unfollow(self, conversation: str) -> None:
        """Hear of a conversation no more, and look at it no more."""
        if looks.at(self.id) == conversation:
            looks.look(self.id, self.actor.card(), "")
        super().unfollow(conversation)

    def leave(self) -> None:
        """Hear of nothing any more, and look at nothing."""
        if looks.at(self.id):
            looks.look(self.id, self.actor.card(), "")
        super().leave()

    def respond(self, frame: Any, answer: dict[str, Any]) -> None:
        """Send what was asked for, with the id it was asked by."""
        self.push(answer | ({"id": frame.id} if frame.id is not None else {}))


def _words(text: str) -> str:
    if not text.strip():
        raise Refusal("invalid", "The note is empty.")
    return text.strip()
