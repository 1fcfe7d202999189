"""The production server: ``manage.py serve``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from realtime import serve


class Command(BaseCommand):
    help = "Serve until SIGTERM, then close sockets one after the other and lose nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument(
            "--server",
            choices=["auto", "daphne", "uvicorn"],
            default="auto",
            help="auto takes uvicorn where the [prod] extra is installed, else Daphne",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(f"Listening on http://{options['host']}:{options['port']}")
        self.stdout.flush()
        serve.run(options["host"], options["port"], server=options["server"])
