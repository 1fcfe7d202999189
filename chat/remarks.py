"""What agents write down about people, told to the others who talk to them and never to the people."""

from django.db import transaction

from chat.introductions import TOLD_OF, tell
from realtime.actors import Actor
from realtime.errors import Refusal
from visitors.models import Note, Visitor


@transaction.atomic
def add(visitor: Visitor, text: str, *, by: Actor, client_id: str | None = None) -> Note:
    """Write something down about the person behind a visitor."""
    note = Note.write(text, about=visitor, by=by, client_id=client_id)
    _tell(visitor)
    return note


@transaction.atomic
def edit(id: str, text: str, *, about: Visitor, by: Actor) -> None:
    """Put a note of one's own better."""
    Note.objects.own(id, visitor=about, by=by).rewrite(text)
    _tell(about)


@transaction.atomic
def remove(id: str, *, about: Visitor, by: Actor) -> None:
    """Remove a note of one's own; one that is gone already stays gone."""
    try:
        Note.objects.own(id, visitor=about, by=by).delete()
    except Refusal as refusal:
        if refusal.code != "not_found":
            raise
    _tell(about)


def _tell(visitor: Visitor) -> None:
    tell(visitor)
    if visitor.customer_id is not None:
        others = Visitor.objects.filter(customer=visitor.customer_id).exclude(pk=visitor.pk)
        for other in others.select_related("customer").order_by("-created_at")[:TOLD_OF]:
            tell(other)
