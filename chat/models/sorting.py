"""How conversations are sorted by words: tags put on and taken off."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from chat.drafts import Appended
from chat.models.entry import AGENTS
from chat.models.recorded import Recorded
from chat.models.tag import Tag
from realtime.actors import Actor
from realtime.errors import Refusal

if TYPE_CHECKING:
    from chat.models import Conversation

MOST = 20


class Sorting(Recorded):
    """Verbs of those who keep order; visitors never hear of them."""

    def tag(
        self,
        *,
        by: Actor,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        client_id: str | None = None,
    ) -> Appended:
        """Put tags on and take tags off; a word nobody has used before becomes a tag."""
        added, removed = sorted(set(map(_word, add))), sorted(set(map(_word, remove)))
        with self._locked() as conversation:
            asked = {"added": added, "removed": removed}
            repeated = conversation._repeated("conversation.tagged", by, client_id, **asked)
            if repeated is not None:
                return repeated
            before = conversation._words()
            conversation.tags.remove(*Tag.objects.filter(name__in=removed))
            conversation.tags.add(*(Tag.named(word) for word in added))
            words = conversation._words()
            if words == before:
                return conversation._already(by)
            if len(words) > MOST:
                raise Refusal("invalid", f"A conversation has at most {MOST} tags.")
            data = asked | {"tags": words}
            return conversation._append(
                "conversation.tagged", by, data, client_id=client_id, audience=AGENTS, moves=False
            )

    def _words(self) -> list[str]:
        return list(cast("Conversation", self).tags.order_by("name").values_list("name", flat=True))


def _word(text: str) -> str:
    word = " ".join(text.split())
    if not word:
        raise Refusal("invalid", "A tag has at least one letter.", fields={"add": "empty"})
    return word
