"""Files go with the messages they came with: soon after a deletion, or with the daily sweep."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chat.models import Attachment, Conversation

FOLDER = "attachments"
KEPT = timedelta(days=1)
CHUNK = 500


@contextmanager
def files_go_too(conversations: "QuerySet[Conversation]") -> Iterator[None]:
    """Remove the files of the conversations that the block deletes, once that is committed."""
    with transaction.atomic():
        theirs = Attachment.objects.filter(message__entry__conversation__in=conversations)
        files = {id: names for id, *names in theirs.values_list("pk", "file", "thumbnail")}
        yield
        transaction.on_commit(partial(_remove, files), robust=True)


def forget_left() -> Iterator[int]:
    """Delete files older than a day that were never sent, then those whose messages are gone."""
    before = timezone.now() - KEPT
    yield Attachment.forget_unsent(before=before)
    yield sweep(before=before)


def sweep(*, before: datetime) -> int:
    """Remove files that no row knows, kept before a moment; tells how many there were.

    Younger ones may be on their way: a file is kept before its row is.
    """
    swept = 0
    for folder in _months(default_storage):
        known = set(Attachment.objects.filter(file__startswith=folder).values_list("file", flat=True))
        known |= set(
            Attachment.objects.filter(thumbnail__startswith=folder).values_list("thumbnail", flat=True)
        )
        names = [f"{folder}{name}" for name in default_storage.listdir(folder)[1]]
        for name in names:
            if name not in known and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                swept += 1
    return swept


def _months(storage: Storage) -> Iterator[str]:
    """Yield the folders that files are kept in, one a month."""
    if storage.exists(FOLDER):
        for year in storage.listdir(FOLDER)[0]:
            for month in storage.listdir(f"{FOLDER}/{year}")[0]:
                yield f"{FOLDER}/{year}/{month}/"


def _remove(files: dict[str, list[str]]) -> None:
    ids = list(files)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        # Only what is really gone: the block may have spared some.
        kept = set(Attachment.objects.filter(pk__in=part).values_list("pk", flat=True))
        for id in set(part) - kept:
            for name in filter(None, files[id]):
                default_storage.delete(name)
