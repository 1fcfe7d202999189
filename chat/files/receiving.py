"""A file comes in: looked into, cleaned, asked about and kept under a name of ours."""

import shutil

from django.conf import settings
from django.core.files.base import ContentFile

from chat.files.kinds import kind_of
from chat.files.names import check_claim, clean_name
from chat.files.pictures import repaint
from chat.files.scanner import scan
from chat.models import Attachment
from realtime.actors import Actor
from realtime.errors import Refusal
from realtime.ids import new_id

# What is left of the disk then belongs to the record: a chat without files goes on, one without a disk does not.
RESERVE_BYTES = 512 * 1024 * 1024


def receive(content: bytes, *, name: str, by: Actor) -> Attachment:
    """Keep an uploaded file until its uploader names it in a message; raises a refusal."""
    if len(content) > settings.UPLOAD_BYTES:
        raise too_large()
    if shutil.disk_usage(settings.DATA_DIR).free < RESERVE_BYTES:
        raise _not_now()
    kind = kind_of(content)
    check_claim(name, kind)
    scan(content)
    picture = repaint(content, kind) if kind.picture else None
    kept = picture.content if picture else content
    row = Attachment(
        uploader_kind=by.kind,
        uploader_id=by.id,
        name=clean_name(name, kind),
        content_type=kind.content_type,
        size=len(kept),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
    )
    try:
        row.file.save(new_id(), ContentFile(kept), save=False)
        if picture:
            row.thumbnail.save(new_id(), ContentFile(picture.thumbnail), save=False)
        row.save()
    except OSError as error:
        _drop(row)
        raise _not_now() from error
    except Exception:
        _drop(row)
        raise
    return row


def too_large() -> Refusal:
    """Return the refusal of a file over the limit."""
    megabytes = settings.UPLOAD_BYTES // 1_000_000
    return Refusal("too_large", f"A file has at most {megabytes} MB.", fields={"file": "size"})


def _not_now() -> Refusal:
    return Refusal("unavailable", "Files cannot be kept at the moment.", retry=True, retry_after_ms=5000)


def _drop(row: Attachment) -> None:
    for file in (row.file, row.thumbnail):
        if file:
            file.delete(save=False)
