"""Who asks over HTTP: the visitor of a conversation token, carried as a bearer and never in an address."""

from functools import partial

from realtime.edge import Request
from realtime.errors import Refusal
from realtime.threads import readers
from visitors.admission import check_ban, check_origin, load_site
from visitors.identity import Ticket, read_token
from visitors.tracking.reading import browser_of


async def bearer_of(request: Request) -> Ticket:
    """Return the visitor whose conversation token came along, from a page that may speak for the site."""
    site = await load_site(request.params["key"])
    check_origin(site, request.origin, scheme=request.scheme, host=request.host)
    scheme, _space, token = request.headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    ticket = None
    if scheme.lower() == "bearer":
        ticket = await readers.run(partial(read_token, site, token.strip()))
    if ticket is None:
        raise Refusal("unauthenticated", "This token is not valid.")
    if ticket.kind == "tracking":
        raise Refusal("forbidden", "This token may not do that.")
    await check_ban(browser_of(site, request.headers, address=request.address), ticket.visitor_id)
    return ticket
