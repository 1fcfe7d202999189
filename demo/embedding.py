"""The shop and the widget's server are two origins here, as they are on a real site."""

from django.http import HttpRequest

SHOP_HOST = "localhost"
SERVER_HOST = "127.0.0.1"


def port_of(request: HttpRequest) -> str:
    """Return the port of the address the visitor typed, with its colon, or nothing when it is usual."""
    return _split(request.get_host())[1]


def is_server_host(request: HttpRequest) -> bool:
    """Whether the page was asked for under the server's own name."""
    return _split(request.get_host())[0] in {SERVER_HOST, "[::1]"}


def server_origin(request: HttpRequest) -> str:
    """Return the origin that serves the widget: the same port under the other name."""
    host, port = _split(request.get_host())
    name = SERVER_HOST if host == SHOP_HOST else host
    return f"{request.scheme}://{name}{port}"


def _split(host: str) -> tuple[str, str]:
    if ":" not in host.rpartition("]")[2]:
        return host, ""
    name, _, port = host.rpartition(":")
    return name, f":{port}"
