"""Who a visitor says to be, told to those who are talking to that visitor."""

from collections.abc import Mapping

from django.db import transaction

from chat.models import Conversation
from chat.models.entry import AGENTS
from chat.models.following_up import address_of, readdress
from realtime.actors import Actor
from realtime.hub import Delivery, encode_frame, publish
from visitors import audit
from visitors.models import Customer, Visitor
from visitors.models.customer import Attribute
from visitors.presence import presence

# Nobody has older conversations of one visitor on the screen.
TOLD_OF = 50


@transaction.atomic
def introduce(
    visitor: Visitor, said: Mapping[str, str], *, attributes: Mapping[str, Attribute] | None = None
) -> None:
    """Record what a visitor says about themselves and tell the agents who follow a conversation of theirs."""
    name, email, phone = (said.get(field, "") for field in ("name", "email", "phone"))
    visitor.says(name=name, email=email, phone=phone, attributes=attributes)
    tell(visitor)
    if email:
        readdress(visitor)


@transaction.atomic
def correct(customer: Customer, *, by: Actor, **said: str) -> None:
    """Write down what a customer said to an agent, and record that it was."""
    with audit.change(customer, by=by):
        write_down(customer, by=by, **said)


def write_down(customer: Customer, *, by: Actor, **said: str) -> None:
    """Keep what a customer said to an agent, and tell whoever talks to one of the browsers behind it."""
    customer.takes(said, to=by)
    for visitor in customer.visitors.select_related("customer").order_by("-created_at")[:TOLD_OF]:
        tell(visitor)
        if "email" in said:
            readdress(visitor)


@transaction.atomic
def hear(visitor: Visitor, *, by: Actor, **said: str) -> None:
    """Write down what a visitor said to an agent; whoever was nobody becomes a customer by it."""
    customer = visitor.known()
    if visitor.customer_id is None:
        customer.save()
        visitor.is_behind(customer)
    correct(customer, by=by, **said)


def tell(visitor: Visitor) -> None:
    """Let the agents who follow a conversation of a visitor, or see them on the site, know that more is known."""
    presence.stir(visitor=visitor.pk)
    ids = Conversation.objects.filter(visitor=visitor).order_by("-opened_at").values_list("pk", flat=True)
    topics = tuple(f"conversation:{id}" for id in ids[:TOLD_OF])
    frame = encode_frame({"type": "visitor.changed", "visitor": visitor.card()})
    if topics:
        publish(Delivery(topics, frame, audience=AGENTS))


def masked(visitor: Visitor | None) -> str | None:
    """Return a hint at the visitor's address, enough for its owner; nothing where no mail reaches them."""
    email = address_of(visitor) if visitor is not None else ""
    name, _at, host = email.rpartition("@")
    return f"{name[0]}…@{host}" if name else None
