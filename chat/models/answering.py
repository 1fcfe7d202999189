"""What a visitor answers to something that was asked in a message."""

from typing import TYPE_CHECKING, cast

from django.utils import translation

from chat.content import ANSWER, BLOCKS, Answer, read
from chat.drafts import Appended
from chat.models.entry import EVERYONE, MESSAGE_CREATED, Message
from chat.models.recorded import Recorded
from realtime.actors import Actor
from realtime.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from chat.models import Conversation


class Answering(Recorded):
    """The verb of whoever was asked."""

    def answer(
        self,
        answer: Answer,
        *,
        by: Actor,
        client_id: str | None = None,
        origin: str = "",
        at: "datetime | None" = None,
    ) -> Appended:
        """Answer a message of this conversation, once; the words are made here, so that they say what was checked."""
        with self._locked() as conversation:
            said = conversation.entries.filter(client_id=client_id, actor_kind=by.kind, actor_id=by.id)
            repeated = client_id is not None and said.exists()
            # What was said before is answered like the first time, whatever became of the question.
            text = "" if repeated else conversation._answered(answer)
            return conversation.say(
                text, content=answer.content(), by=by, client_id=client_id, origin=origin, at=at
            )

    def _answered(self, answer: Answer) -> str:
        from chat.letters import language_of

        this = cast("Conversation", self)
        said = Message.objects.filter(entry__conversation=this, entry__kind=MESSAGE_CREATED)
        asked = said.filter(entry__seq=answer.of, entry__audience=EVERYONE, kind__in=BLOCKS).first()
        if asked is None or asked.deleted_at is not None:
            raise Refusal("invalid", "There is nothing to answer.", fields={"of": "unknown"})
        if said.filter(kind=ANSWER, data__of=answer.of).exists():
            raise Refusal("conflict", "This was answered already.")
        with translation.override(language_of(this)):
            return read(asked.kind, asked.data).answered(answer)
