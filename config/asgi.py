"""Puts the house together: raw routes and sockets past Django's stack, everything else through it."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from chat import edge as chat_edge  # noqa: E402 -- the apps must be ready
from chat.routing import websocket_urlpatterns  # noqa: E402
from realtime.edge import Edge  # noqa: E402
from realtime.lifespan import lifespan  # noqa: E402
from realtime.websockets import NotFound  # noqa: E402
from visitors import edge as visitors_edge  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": Edge([*visitors_edge.routes, *chat_edge.routes], django_application),
        "websocket": NotFound(URLRouter(websocket_urlpatterns)),
        "lifespan": lifespan,
    }
)
