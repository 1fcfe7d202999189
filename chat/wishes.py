"""What a visitor wants of us, told to their other tabs and devices and to whoever answers them."""

from django.db import transaction

from chat.introductions import TOLD_OF, tell
from chat.models.following_up import readdress
from realtime.hub import Delivery, encode_frame, publish
from visitors.models import Visitor


@transaction.atomic
def wish(visitor: Visitor, *, contact: str | None = None, muted: bool | None = None) -> None:
    """Record how much of us somebody wants; of a known person it holds on every device."""
    visitor.prefers(contact=contact, muted=muted)
    for browser in _browsers(visitor):
        frame = encode_frame({"type": "preference.changed", "preference": browser.preference()})
        publish(Delivery((f"visitor:{browser.pk}",), frame))
        if contact is not None:
            tell(browser)
            readdress(browser)


def _browsers(visitor: Visitor) -> list[Visitor]:
    """Return the browsers of the person: this one, and those the same customer is behind."""
    if visitor.customer_id is None:
        return [visitor]
    rows = Visitor.objects.filter(customer=visitor.customer_id).select_related("customer")
    return list(rows.order_by("-created_at")[:TOLD_OF])
