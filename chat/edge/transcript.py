"""What was said, as a file for the visitor who said it or was told."""

from functools import partial

import msgspec
from django.utils.http import content_disposition_header

from chat.copies import copy_of
from chat.edge.bearer import bearer_of
from chat.framing import Id
from chat.models import Conversation
from chat.reach import Reach
from chat.sessions.limits import call_allowance
from realtime.edge import Request, Response, network_of
from realtime.errors import Refusal, not_found
from realtime.runtime import runtime
from realtime.threads import readers
from visitors.models import Visitor


class Asked(msgspec.Struct):
    """Which conversation."""

    conversation: Id


_decode = msgspec.json.Decoder(Asked).decode


async def transcript(request: Request) -> Response:
    """Give a visitor what was said in one of their conversations."""
    runtime.start()
    wait = call_allowance(network_of(request.address)).take()
    if wait:
        raise Refusal("too_many", "Too many calls. Slow down.", retry=True, retry_after_ms=wait)
    ticket = await bearer_of(request)
    try:
        asked = _decode(request.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise Refusal("malformed", "Say which conversation.") from None
    return await readers.run(partial(_written, ticket.visitor, asked.conversation))


def _written(visitor: Visitor | None, id: str) -> Response:
    rows = Conversation.objects.select_related("site", "visitor__customer")
    row = rows.within(Reach.of_visitor(visitor)).filter(pk=id).first() if visitor else None
    if row is None:
        raise not_found()
    if not row.site.lets("transcript"):
        raise Refusal("forbidden", "What was said is not given out here.")
    name = f"conversation-{row.opened_at:%Y-%m-%d}.txt"
    return Response(
        200,
        copy_of(row).encode("utf-8-sig"),  # on a disk nothing else says how it is written
        {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store",
        },
    )
