"""What nobody in these tests may see, change or learn of."""

from dataclasses import dataclass
from typing import Any

from chat.content import Choices
from chat.models import CannedResponse, Conversation, Entry, Mark
from tests.chat.shop import Shop
from visitors.models import Customer, Note, Visit

CANARY = "canary-7f3e91"


@dataclass(frozen=True, slots=True)
class Secret:
    """What nobody in these tests may see, change or learn of."""

    shop: Shop
    conversation: Conversation
    visit: str

    @classmethod
    def hide(cls, shop: Shop) -> "Secret":
        """Make a conversation of sales full of canaries, closed so that it can be rated and reopened."""
        visitor = shop.visitor()
        visitor.says(name=f"{CANARY} name", email=f"{CANARY}@mail.example", attributes={"plan": CANARY})
        Note.write(f"{CANARY} about them", about=visitor, by=shop.mara.actor)
        conversation = shop.conversation(f"{CANARY} words", visitor=visitor)
        conversation.take(by=shop.mara)
        conversation.say(f"{CANARY} note", by=shop.mara.actor, audience="agents")
        conversation.say(f"{CANARY} answer", by=shop.mara.actor)
        choices = Choices([f"{CANARY} choice"])
        conversation.say("Which?", content=choices.content("Which?"), by=shop.mara.actor)
        conversation.close(by=shop.mara.actor)
        CannedResponse.objects.create(shortcut="secret", text=f"{CANARY} reply", department=shop.sales)
        visit = Visit.objects.create(site=shop.site, visitor=visitor)
        return cls(shop, conversation, visit.pk)

    def state(self) -> Any:
        """Return everything about it that could be changed."""
        row = Conversation.objects.values().get(pk=self.conversation.pk)
        entries = list(Entry.objects.filter(conversation=self.conversation).order_by("seq").values())
        marks = list(Mark.objects.filter(conversation=self.conversation).values())
        customer = Customer.objects.filter(name__contains=CANARY).values().get()
        return row, entries, marks, customer, list(Note.objects.values())
