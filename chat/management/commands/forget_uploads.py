"""``manage.py forget_uploads``."""

from typing import Any

from django.core.management.base import BaseCommand

from chat.files.leaving import forget_left


class Command(BaseCommand):
    help = (
        "Delete files older than a day that were never sent, or whose messages are gone. "
        'The job "uploads" does it daily.'
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        unsent, swept = forget_left()
        self.stdout.write(f"{unsent} never sent and {swept} left behind: deleted")
