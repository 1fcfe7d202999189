"""``manage.py forget_uploads``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chat.models import Attachment

KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Delete files that were uploaded more than a day ago and never sent. Run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        number = Attachment.forget_unsent(before=timezone.now() - KEPT)
        self.stdout.write(f"{number} deleted")
