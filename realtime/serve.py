"""Running the application under Daphne or uvicorn, with an end that loses nothing.

Both servers would cut every connection at SIGTERM. Here the signal is ours: sockets are closed one after the
other, what they sent is recorded and acknowledged, then the server stops.
"""

import asyncio
import gc
import importlib.util
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from realtime.runtime import runtime
from realtime.websockets import permit_service_closes

log = logging.getLogger(__name__)

MAX_MESSAGE = 64 * 1024
MAX_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
HTTP_TIMEOUT = 60


def has_uvicorn() -> bool:
    """Tell whether the faster server is installed."""
    return importlib.util.find_spec("uvicorn") is not None


def run(host: str, port: int, *, server: str = "auto") -> None:
    """Serve until told to stop."""
    # Between writer and loop the interpreter changes hands more often than by default: shorter waits for both.
    sys.setswitchinterval(0.001)
    application = import_string(settings.ASGI_APPLICATION)
    _collect_less()
    chosen = ("uvicorn" if has_uvicorn() else "daphne") if server == "auto" else server
    (_run_uvicorn if chosen == "uvicorn" else _run_daphne)(application, host, port)
    if runtime.stuck:
        log.error("the database does not answer: leaving without it")
        logging.shutdown()
        os._exit(1)  # Python would wait for the thread that waits for the database


def _collect_less() -> None:
    """Look for circles of garbage less often, and never among what was loaded.

    Sockets live long and there are thousands of them: looking through all of them after every few hundred
    objects was a third of what a connect cost.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _run_daphne(application: Any, host: str, port: int) -> None:
    # The import installs Twisted's asyncio reactor.
    from twisted.internet import reactor

    from realtime.daphne import PatientServer, bound_bodies

    server = PatientServer(
        application,
        endpoints=[f"tcp:port={port}:interface={host.replace(':', chr(92) + ':')}"],
        signal_handlers=False,
        http_timeout=HTTP_TIMEOUT,
        websocket_timeout=-1,
        websocket_max_message_size=MAX_MESSAGE,
        websocket_max_frame_size=MAX_MESSAGE,
        server_name="visavis",
        verbosity=0,
    )

    async def end() -> None:
        await runtime.drain(settings.DRAIN_SECONDS)
        await runtime.stop()
        reactor.stop()

    def begin() -> None:
        loop = asyncio.get_event_loop()
        ending: list[asyncio.Task[None]] = []

        def end_once() -> None:
            if not ending:
                ending.append(loop.create_task(end()))

        _when_told_to_stop(loop, end_once)
        loop.call_soon(runtime.start)  # Twisted calls us before the loop counts as running

    permit_service_closes()
    bound_bodies(MAX_BODY)
    reactor.callWhenRunning(begin)
    server.run()


def _when_told_to_stop(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    """Act on the loop at SIGTERM and Ctrl+C; not with ``add_signal_handler``, which Windows lacks."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))


def one_line(record: logging.LogRecord) -> bool:
    """Keep what bytes that are no text do to the log to one line."""
    if record.exc_info and isinstance(record.exc_info[1], UnicodeDecodeError):
        record.exc_info = None
    return True


def _run_uvicorn(application: Any, host: str, port: int) -> None:
    import uvicorn

    logging.getLogger("uvicorn.error").addFilter(one_line)

    class DrainingServer(uvicorn.Server):
        """Closes sockets in its own time before uvicorn would cut them."""

        ending: "asyncio.Task[None] | None" = None

        def handle_exit(self, sig: int, frame: Any) -> None:
            loop = runtime.hub.loop
            if self.ending is None and loop is not None:
                loop.call_soon_threadsafe(self.begin_end, sig, frame)
            elif loop is None:
                super().handle_exit(sig, frame)

        def begin_end(self, sig: int, frame: Any) -> None:
            if self.ending is None:
                self.ending = asyncio.get_running_loop().create_task(self.end(sig, frame))

        async def end(self, sig: int, frame: Any) -> None:
            await runtime.drain(settings.DRAIN_SECONDS)
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        lifespan="on",
        ws_max_size=MAX_MESSAGE,
        # Compression doubles what an idle socket costs and chat messages are short.
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    DrainingServer(config).run()
