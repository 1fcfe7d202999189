"""``manage.py worker``."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from visitors.background.worker import worker


class Command(BaseCommand):
    help = "Do the periodic jobs until SIGTERM, beside several server processes. Any number of workers share them."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("Without REDIS_URL there is one process, and the server does the jobs itself.")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.end())
        worker.run()
