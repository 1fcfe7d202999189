"""Files over HTTP: from a visitor, from an agent, and back to whoever was told the address."""

from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import load_handler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import content_disposition_header

from agents.permissions import ANSWER
from agents.tokens import agent_of
from chat.edge.bearer import bearer_of
from chat.files.receiving import receive, too_large
from chat.files.signing import LIFETIME_SECONDS, address_of, is_signed
from chat.models import Attachment
from chat.reach import Reach
from chat.sessions.limits import upload_allowance
from realtime.actors import VISITOR, Actor
from realtime.edge import Request, Response, is_own_origin, network_of
from realtime.errors import Refusal, busy
from realtime.room import Room
from realtime.runtime import runtime
from realtime.threads import porters, readers, takers

# The parts of a form around the file take room as well.
MAX_UPLOAD = settings.UPLOAD_BYTES + 16 * 1024
# How many files may wait to be looked into, their bytes in memory: of one agent or address, and of all together.
WAITING, WAITING_OF_ALL = 4, 12
_waiting = Room(
    of_one=lambda: WAITING,
    full=lambda: busy("Too many files at once. Trying again shortly.", after_ms=3000),
    of_all=WAITING_OF_ALL,
)
# Nothing in a file runs, whatever it is and however it is opened.
POLICY = "default-src 'none'; sandbox"


async def admit_visitor(request: Request) -> None:
    """Let in the bearer of a conversation token, before anything of the file is read."""
    runtime.start()
    _bound(request)
    ticket = await bearer_of(request)
    _spend(network_of(request.address))
    request.bearer = ticket.visitor.actor if ticket.visitor else Actor(VISITOR, ticket.visitor_id)


async def admit_agent(request: Request) -> None:
    """Let in an agent who is signed in on a page of ours, or a program with a token."""
    runtime.start()
    _bound(request)
    bearer = request.headers.get(b"authorization", b"").decode("latin-1")
    if (request.origin or not bearer) and not is_own_origin(request.origin, request.scheme, request.host):
        raise Refusal("forbidden", "Not from this origin.")
    cookies = request.headers.get(b"cookie", b"").decode("latin-1")
    agent = await readers.run(partial(agent_of, bearer=bearer, cookies=cookies))
    if agent is None:
        raise Refusal("unauthenticated", "Sign in first.")
    if not agent.has_perm(ANSWER):
        raise Refusal("forbidden", "Your role reads along and changes nothing.")
    _spend(agent.pk, agent=True)
    request.bearer = agent.actor


async def take_in(request: Request) -> Response:
    """Keep the file of whoever was let in; the answer names it for a message."""
    actor = request.bearer
    if actor is None:
        raise Refusal("unauthenticated", "Sign in first.")
    whose = network_of(request.address) if actor.kind == VISITOR else actor.id
    with _waiting.place(whose):
        row = await takers.run(partial(_keep, request, actor))
    # No address: it is given out with a message, to those who may read it.
    card = {"id": row.pk, "name": row.name, "content_type": row.content_type, "size": row.size}
    return Response.json(card, 201)


async def give_out(request: Request) -> Response:
    """Give a file to whoever was told its address; an agent within reach is told a fresh one."""
    runtime.start()
    id = request.params["id"]
    if not is_signed(id, request.query.get("sig", "")):
        return await readers.run(partial(_renewed, request, id))
    if settings.FILES_ORIGIN and f"//{request.host}" != settings.FILES_ORIGIN.partition(":")[2]:
        return _elsewhere(settings.FILES_ORIGIN + request.path + "?" + _query(request))
    return await porters.run(partial(_given, id, small=request.query.get("size") == "small"))


def _keep(request: Request, actor: Actor) -> Attachment:
    name, content = _file_in(request)
    return receive(content, name=name, by=actor)


def _file_in(request: Request) -> tuple[str, bytes]:
    """Return the one file of a form, as its name and content."""
    meta: dict[str, Any] = {
        "CONTENT_TYPE": request.headers.get(b"content-type", b"").decode("latin-1"),
        "CONTENT_LENGTH": len(request.body),
    }
    handlers = [load_handler(name, HttpRequest()) for name in settings.FILE_UPLOAD_HANDLERS]
    try:
        _fields, files = MultiPartParser(meta, BytesIO(request.body), handlers, "utf-8").parse()
    except (MultiPartParserError, UnicodeError):
        raise Refusal("malformed", "Send the file as multipart/form-data.") from None
    found = [file for name in files for file in files.getlist(name)]
    if len(found) != 1:
        raise Refusal("invalid", "Send one file at a time.", fields={"file": "missing"})
    with found[0] as file:
        return file.name or "", file.read()


def _bound(request: Request) -> None:
    """Refuse at once what says itself that it is too long."""
    declared = request.headers.get(b"content-length", b"0")
    if declared.isdigit() and (len(declared) > 12 or int(declared) > MAX_UPLOAD):
        raise too_large()


def _spend(key: str, *, agent: bool = False) -> None:
    wait = upload_allowance(key, agent=agent).take()
    if wait:
        raise Refusal("too_many", "Too many files at once.", retry=True, retry_after_ms=wait)


def _renewed(request: Request, id: str) -> Response:
    """Send a signed-in agent within reach on to a fresh address; to everybody else there is no such file."""
    cookies = request.headers.get(b"cookie", b"").decode("latin-1")
    bearer = request.headers.get(b"authorization", b"").decode("latin-1")
    agent = agent_of(bearer=bearer, cookies=cookies)
    if agent is not None and Attachment.is_within(Reach.of_agent(agent), id):
        return _elsewhere(address_of(id, small=request.query.get("size") == "small"))
    raise Refusal("not_found", "There is no such file, or its address has expired.")


def _elsewhere(address: str) -> Response:
    return Response(302, headers={"Location": address, "Cache-Control": "no-store"})


def _query(request: Request) -> str:
    small = "&size=small" if request.query.get("size") == "small" else ""
    return f"sig={request.query['sig']}{small}"


def _given(id: str, *, small: bool) -> Response:
    row = Attachment.objects.given_out().filter(pk=id).first()
    if row is None:
        raise Refusal("not_found", "There is no such file.")
    try:
        with (row.thumbnail if small and row.thumbnail else row.file).open() as file:
            body = file.read()
    except FileNotFoundError:
        raise Refusal("not_found", "There is no such file any more.") from None
    shown = row.is_picture
    return Response(
        200,
        body,
        {
            "Content-Type": "image/webp" if small and shown else row.content_type,
            "Content-Disposition": content_disposition_header(not shown, row.name) or "attachment",
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "cross-origin" if settings.FILES_ORIGIN else "same-origin",
            "Cache-Control": f"private, max-age={LIFETIME_SECONDS}" if shown else "no-store",
            "Referrer-Policy": "no-referrer",
        },
    )
