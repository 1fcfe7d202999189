"""``manage.py forget_uploads``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chat.files.leaving import sweep
from chat.models import Attachment

KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Delete files older than a day that were never sent, or whose messages are gone. Run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        before = timezone.now() - KEPT
        unsent, swept = Attachment.forget_unsent(before=before), sweep(before=before)
        self.stdout.write(f"{unsent} never sent and {swept} left behind: deleted")
