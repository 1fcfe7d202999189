"""Canned replies of the shop, as people there would have written them."""

from collections.abc import Mapping

from agents.models import Department
from chat.models import CannedResponse
from demo.telling import SUPPORT

REPLIES = (
    ("greeting", "", "Hello {name|there}, {agent} here. How can I help?"),
    ("thanks", "", "Gladly, {name|have a good day}. Write again whenever something comes up."),
    (
        "delivery-saturday",
        SUPPORT,
        "Saturday works. We can come between 8 and 12 or 12 and 16. Which suits you better, {name|please}?",
    ),
    (
        "delivery-change",
        SUPPORT,
        "Of course, {name|gladly}. Which day would suit you instead? Monday to Saturday are free.",
    ),
    (
        "delivery-carry-in",
        SUPPORT,
        "The crew carries it to the room you choose and takes the packaging along.",
    ),
    ("oil", "", "All our wood is oiled with linseed. Once a year is enough; the page on care shows how."),
)


def write(departments: Mapping[str, Department]) -> None:
    """Write them where there are none yet: what somebody deleted stays deleted."""
    if CannedResponse.objects.exists():
        return
    for shortcut, department, text in REPLIES:
        CannedResponse.objects.create(shortcut=shortcut, department=departments.get(department), text=text)
