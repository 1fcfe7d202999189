"""An agent speaks first: to whom, and when rather not."""

from chat import surroundings
from chat.models import Conversation
from chat.reach import Reach
from realtime.actors import Actor
from realtime.errors import Refusal
from visitors.models import Contact, Invitation, Visit
from visitors.tracking.modes import Purpose


def invite(
    visit: str, text: str, *, by: Actor, reach: Reach | None, here: bool, client_id: str
) -> Invitation:
    """Invite whoever a visit within reach is of; ``here`` is whether their page can be reached at this moment."""
    row = surroundings.visit(reach, visit)
    if not Invitation.objects.filter(author_id=by.id, client_id=client_id).exists():
        _check(row, here=here)
    return Invitation.send(row, text, by=by, client_id=client_id)


def _check(row: Visit, *, here: bool) -> None:
    """Refuse to disturb who wants quiet or talks already, and to speak where nobody hears."""
    if row.visitor is not None and row.visitor.wish != Contact.OPEN:
        raise Refusal("quiet", "They asked not to be approached. Answer when they write.")
    if row.visitor is not None and Conversation.objects.filter(visitor=row.visitor).standing().exists():
        raise Refusal("taken", "They are in a conversation already.")
    if (
        row.visitor is not None and not row.browser
    ):  # the visit is shared with whoever is behind the same network
        raise Refusal("unreachable", "They can be reached in their conversation alone.")
    if Purpose.ENGAGEMENT not in row.purposes:
        raise Refusal("quiet", "They have not agreed to be approached.")
    if not here:
        raise Refusal("unreachable", "No page of theirs can be reached at this moment.")
