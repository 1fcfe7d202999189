"""Raw routes of a site's embed: the loader, the chat document and the door for page frames."""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Raw

from realtime.edge import Request, Response, Route, route
from realtime.errors import Refusal, busy, not_found
from realtime.runtime import runtime
from realtime.threads import readers
from visitors import embed
from visitors.admission import SITE_PATH, check_ban, check_origin, load_site
from visitors.assets import Asset
from visitors.languages import accepted, match
from visitors.models import Site
from visitors.presence import presence
from visitors.tracking.modes import Purpose
from visitors.tracking.pipeline import take
from visitors.tracking.reading import body_of, browser_of, hit_of
from visitors.widget_texts import PARTS

# How often a page without a socket asks: whoever does is taken to be there for 25 s.
POLL_MS = 15_000


async def loader(request: Request) -> Response:
    """Answer with the launcher's script."""
    site = await load_site(request.params["key"])
    await _check_ban(site, request)
    return _asset(request, await readers.run(partial(embed.loader, site)))


async def frame(request: Request) -> Response:
    """Answer with the chat's document for a frame on one of the site's pages."""
    return await _chat(request)


async def page(request: Request) -> Response:
    """Answer with the chat as a page of its own."""
    return await _chat(request, standalone=True)


async def _chat(request: Request, *, standalone: bool = False) -> Response:
    site = await load_site(request.params["key"])
    locale = _locale(request, site)
    try:
        await _check_ban(site, request)
    except Refusal as refusal:
        headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        return Response(refusal.status, embed.refusal(site, locale=locale).encode(), headers)
    return _asset(
        request, await readers.run(partial(embed.frame, site, standalone=standalone, locale=locale))
    )


async def tracker(request: Request) -> Response:
    """Answer with what tells of pages, unless the site collects nothing."""
    return await _of_pages(request, embed.tracker)


async def present(request: Request) -> Response:
    """Answer with what keeps a page's socket, unless the site collects nothing."""
    return await _of_pages(request, embed.present)


async def invite(request: Request) -> Response:
    """Answer with what shows an invitation, unless the site collects nothing."""
    return await _of_pages(request, embed.invite)


async def _of_pages(request: Request, module: Callable[[Site], Asset]) -> Response:
    site = await load_site(request.params["key"])
    if not site.collects:
        raise not_found()
    return _asset(request, await readers.run(partial(module, site)))


async def part(request: Request) -> Response:
    """Answer with a part of the chat, which its document loads on use."""
    site = await load_site(request.params["key"])
    name = request.params["part"]
    if name not in PARTS:
        raise not_found()
    return _asset(request, await readers.run(partial(embed.part, site, name, locale=_locale(request, site))))


async def hit(request: Request) -> Response:
    """Take what a host page tells of its visitor; answered once it is stored."""
    runtime.start()
    if runtime.draining:
        raise busy("The server is restarting. Trying again shortly.")
    site = await load_site(request.params["key"])
    check_origin(site, request.origin, scheme=request.scheme, host=request.host)
    try:
        answer = await _taken(site, request)
    except Refusal as refusal:  # the page has to read why, or it would try for ever
        answer = Response.refuse(refusal)
    answer.headers |= {"Access-Control-Allow-Origin": request.origin, "Vary": "Origin"}
    return answer


async def _taken(site: Site, request: Request) -> Response:
    body = body_of(request)
    hit, refused = hit_of(site, request, body)
    visit = await take(hit)
    frames: list[Any] = [*refused]
    answer: dict[str, Any] = {"token": hit.token} if hit.token else {}
    if body.poll and visit is not None and Purpose.ENGAGEMENT in hit.purposes:
        frames += [Raw(frame.encode()) for frame in await presence.polled(visit, site.pk)]
        answer["next_ms"] = POLL_MS
    if not frames and not answer:
        return Response(204, headers={"Cache-Control": "no-store"})
    return Response.json({"frames": frames} | answer)


async def _check_ban(site: Site, request: Request) -> None:
    """Refuse whoever is banned, as far as a request without a token tells."""
    await check_ban(browser_of(site, request.headers, address=request.address))


def _asset(request: Request, asset: Asset) -> Response:
    headers = asset.headers_on(request.host)
    if request.headers.get(b"if-none-match", b"").decode("latin-1") == asset.etag:
        return Response(304, headers=headers)
    accepted = request.headers.get(b"accept-encoding", b"").decode("latin-1")
    body, encoding = asset.encoded(accepted)
    return Response(200, body, headers | ({"Content-Encoding": encoding} if encoding else {}))


def _locale(request: Request, site: Site) -> str:
    """Return the language the loader found on the host page, else the one the browser would rather have."""
    header = request.headers.get(b"accept-language", b"").decode("latin-1")
    wanted = [request.query["lang"]] if request.query.get("lang") else accepted(header)
    return match(wanted, site.languages)


routes: list[Route] = [
    # First what is asked for most.
    route(SITE_PATH + r"/hit", ("POST",), hit),
    route(SITE_PATH + r"\.js", ("GET", "HEAD"), loader, max_body=0),
    route(SITE_PATH + r"/chat", ("GET", "HEAD"), frame, max_body=0),
    route(SITE_PATH + r"/page", ("GET", "HEAD"), page, max_body=0),
    route(SITE_PATH + r"/track\.js", ("GET", "HEAD"), tracker, max_body=0),
    route(SITE_PATH + r"/present\.js", ("GET", "HEAD"), present, max_body=0),
    route(SITE_PATH + r"/invite\.js", ("GET", "HEAD"), invite, max_body=0),
    route(SITE_PATH + r"/part/(?P<part>[a-z]+)\.js", ("GET", "HEAD"), part, max_body=0),
]
