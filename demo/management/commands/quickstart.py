"""The whole project with demo data, in one command."""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from demo.embedding import SERVER_HOST, SHOP_HOST
from demo.seed import PASSWORD, TEAM, Login, seed, tokens
from demo.traffic import Traffic
from realtime import serve

FIRST_PORT, TRIES = 8000, 100


class Command(BaseCommand):
    """Migrates, seeds, says where everything is, and serves."""

    help = (
        "Start a demo on this machine: a shop with the widget, two people who answer, finished conversations."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help=f"listen here instead of {FIRST_PORT} or the next free one"
        )
        parser.add_argument(
            "--no-visitors",
            action="store_true",
            help="let no simulated visitors come while somebody is online",
        )

    def handle(self, *args: Any, port: int | None = None, no_visitors: bool = False, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "quickstart is a demo with a known password. It does not run with PRODUCTION=1."
            )
        port = _port(port)
        if "PUBLIC_URL" not in os.environ:
            settings.PUBLIC_URL = f"http://{SERVER_HOST}:{port}"
        _migrate()
        seed(port=port)
        self.stdout.write(_announcement(port))
        self.stdout.flush()
        if not no_visitors:
            Traffic(SERVER_HOST, port, tokens()).start()
        serve.run(SERVER_HOST, port)


def _port(asked: int | None) -> int:
    """Return the asked port, or the first one that nobody listens on."""
    if asked is not None:
        if not _is_free(asked):
            raise CommandError(
                f"Something listens on port {asked} already. Leave --port out to get a free one."
            )
        return asked
    for port in range(FIRST_PORT, FIRST_PORT + TRIES):
        if _is_free(port):
            return port
    raise CommandError(
        f"Nothing is free from port {FIRST_PORT} to {FIRST_PORT + TRIES - 1}. Name one with --port."
    )


def _is_free(port: int) -> bool:
    # Both loopbacks: a browser may try ::1 first for "localhost" and meet somebody else there.
    return all(_can_bind(*place, port) for place in ((socket.AF_INET, SERVER_HOST), (socket.AF_INET6, "::1")))


def _can_bind(family: socket.AddressFamily, address: str, port: int) -> bool:
    try:
        with socket.socket(family) as candidate:
            if sys.platform != "win32":  # There the option would let us in beside a listener.
                candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            candidate.bind((address, port))
    except OSError as error:
        return error.errno not in {errno.EADDRINUSE, errno.EACCES}
    return True


def _migrate() -> None:
    """Bring the database up to date; asking first spares a second start the bookkeeping."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _announcement(port: int) -> str:
    shop, server = f"http://{SHOP_HOST}:{port}", f"http://{SERVER_HOST}:{port}"
    widths = max(len(login.email) for login in TEAM) + 3
    logins = [f"{login.email:<{widths}}{_duty(login)}" for login in TEAM]
    rows = [
        ("Shop", f"{shop}/shop/  (write here as a visitor)"),
        ("Console", f"{server}/console/  (answer here)"),
        ("Admin", f"{server}/admin/  (as the owner)"),
        ("Visitors", "simulated ones come while an agent is online (--no-visitors: none)"),
        ("", ""),
        *zip(["Sign in", *[""] * len(logins)], logins, strict=False),
        ("Password", f"{PASSWORD}  (all three)"),
        ("", ""),
        ("Database", _database()),
        ("Media", str(settings.MEDIA_ROOT)),
        ("Secret", _secret()),
    ]
    lines = "\n".join(f"  {name:<10}{text}".rstrip() for name, text in rows)
    return f"\nVis-à-vis demo, on this machine only. Stop it with Ctrl+C.\n\n{lines}\n"


def _duty(login: Login) -> str:
    where = f" of {' and '.join(login.departments)}" if login.departments else ""
    return f"{login.name}, {login.role.label}{where}"


def _database() -> str:
    name = str(connection.settings_dict["NAME"])
    host = connection.settings_dict.get("HOST")
    return (
        name
        if connection.vendor == "sqlite"
        else f"{connection.display_name} {name} on {host or 'this machine'}"
    )


def _secret() -> str:
    return (
        "SECRET_KEY of the environment"
        if os.environ.get("SECRET_KEY")
        else str(settings.DATA_DIR / "secret_key")
    )
