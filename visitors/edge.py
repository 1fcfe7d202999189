"""Raw routes of a site's embed: the loader, the chat document and the door for page frames."""

from functools import partial

import msgspec

from realtime.edge import Request, Response, Route, route
from realtime.errors import Refusal, not_found
from realtime.threads import readers
from visitors import embed
from visitors.admission import SITE_PATH, check_origin, load_site
from visitors.identity import read_token
from visitors.languages import accepted, match
from visitors.models import Site
from visitors.widget_texts import PARTS

MAX_FRAMES = 50


class HitBody(msgspec.Struct):
    """What a host page sends: its tracking token and frames about itself."""

    frames: list[dict[str, object]]
    token: str | None = None


_decode_hit = msgspec.json.Decoder(HitBody).decode

# What the host page may say; anything else belongs to the chat frame and its own token.
HOST_PAGE_FRAMES = (
    "page.",
    "event.track",
    "invitation.",
    "consent.set",
    "preference.set",
    "visitor.identify",
)


async def loader(request: Request) -> Response:
    """Answer with the launcher's script."""
    site = await load_site(request.params["key"])
    return _asset(request, await readers.run(partial(embed.loader, site)))


async def frame(request: Request) -> Response:
    """Answer with the chat's document for a frame on one of the site's pages."""
    site = await load_site(request.params["key"])
    return _asset(request, await readers.run(partial(embed.frame, site, locale=_locale(request, site))))


async def page(request: Request) -> Response:
    """Answer with the chat as a page of its own."""
    site = await load_site(request.params["key"])
    return _asset(
        request, await readers.run(partial(embed.frame, site, standalone=True, locale=_locale(request, site)))
    )


async def part(request: Request) -> Response:
    """Answer with a part of the chat, which its document loads on use."""
    site = await load_site(request.params["key"])
    name = request.params["part"]
    if name not in PARTS:
        raise not_found()
    return _asset(request, await readers.run(partial(embed.part, site, name, locale=_locale(request, site))))


async def hit(request: Request) -> Response:
    """Take frames about the host page; what no feature collects is checked and let go."""
    site = await load_site(request.params["key"])
    check_origin(site, request.origin, scheme=request.scheme, host=request.host)
    cors = {"Access-Control-Allow-Origin": request.origin, "Vary": "Origin"}
    try:
        body = _decode_hit(request.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise Refusal("malformed", "This is not a list of frames.") from None
    if len(body.frames) > MAX_FRAMES:
        raise Refusal("too_large", f"At most {MAX_FRAMES} frames at once.")
    if body.token is not None and await readers.run(partial(read_token, site, body.token)) is None:
        raise Refusal("forbidden", "This token is not valid here.")
    refused = [_refusal(frame) for frame in body.frames if not _about_the_page(frame)]
    if not refused:
        return Response(204, headers=cors | {"Cache-Control": "no-store"})
    answer = Response.json({"frames": refused})
    answer.headers |= cors
    return answer


def _about_the_page(frame: dict[str, object]) -> bool:
    return str(frame.get("type", "")).startswith(HOST_PAGE_FRAMES)


def _refusal(frame: dict[str, object]) -> dict[str, object]:
    client_id, id = frame.get("client_id"), frame.get("id")
    refusal = Refusal("forbidden", "The host page may not do that.")
    return refusal.as_nack(
        client_id=client_id if isinstance(client_id, str) else None, id=id if isinstance(id, str) else None
    )


def _asset(request: Request, asset: embed.Asset) -> Response:
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
    route(SITE_PATH + r"\.js", ("GET", "HEAD"), loader, max_body=0),
    route(SITE_PATH + r"/chat", ("GET", "HEAD"), frame, max_body=0),
    route(SITE_PATH + r"/page", ("GET", "HEAD"), page, max_body=0),
    route(SITE_PATH + r"/part/(?P<part>[a-z]+)\.js", ("GET", "HEAD"), part, max_body=0),
    route(SITE_PATH + r"/hit", ("POST",), hit),
]
