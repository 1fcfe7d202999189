"""Who a visitor says to be, told to those who are talking to that visitor."""

from django.db import transaction

from chat.models import Conversation
from chat.models.entry import AGENTS
from realtime.actors import Actor
from realtime.hub import Delivery, encode_frame, publish
from visitors import audit
from visitors.models import Customer, Visitor

# Nobody has older conversations of one visitor on the screen.
TOLD_OF = 50


@transaction.atomic
def introduce(visitor: Visitor, *, name: str = "", email: str = "", phone: str = "") -> None:
    """Record what a visitor says about themselves and tell the agents who follow a conversation of theirs."""
    visitor.says(name=name, email=email, phone=phone)
    _tell(visitor)


@transaction.atomic
def correct(customer: Customer, *, by: Actor, **said: str) -> None:
    """Correct what is known of a customer, and tell whoever talks to one of the browsers behind it."""
    with audit.change(customer, by=by):
        for field, value in said.items():
            setattr(customer, field, value)
        customer.save(update_fields=list(said))
    for visitor in customer.visitors.select_related("customer").order_by("-created_at")[:TOLD_OF]:
        _tell(visitor)


def _tell(visitor: Visitor) -> None:
    ids = Conversation.objects.filter(visitor=visitor).order_by("-opened_at").values_list("pk", flat=True)
    topics = tuple(f"conversation:{id}" for id in ids[:TOLD_OF])
    frame = encode_frame({"type": "visitor.changed", "visitor": visitor.card()})
    if topics:
        publish(Delivery(topics, frame, audience=AGENTS))
