"""No file outlives its message, and none goes before it."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from chat.files.leaving import files_go_too, sweep
from chat.files.receiving import receive
from chat.models import Attachment, Conversation
from tests.chat.files.pictures import picture
from tests.chat.shop import Shop


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def with_a_picture(shop: Shop) -> Conversation:
    """Return a conversation with a file and its thumbnail."""
    conversation = shop.conversation("Look")
    by = conversation.visitor.actor
    conversation.say("", by=by, attachments=(receive(picture(), name="a.png", by=by).pk,))
    return conversation


def files(media: Path) -> int:
    return len([path for path in media.rglob("*") if path.is_file()])


@pytest.mark.django_db(transaction=True)
def test_files_go_with_conversations_deleted_in_the_admin(shop: Shop, media: Path) -> None:
    gone, *_kept = (with_a_picture(shop) for _ in range(3))
    assert files(media) == 6
    client = Client()
    client.force_login(shop.karin)
    address = f"/admin/chat/conversation/{gone.pk}/delete/"
    assert client.get(address).status_code == 200
    assert files(media) == 6  # asking deletes nothing
    client.post(address, {"post": "yes"})
    assert files(media) == 4
    assert Attachment.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_taken_back_takes_no_file(shop: Shop, media: Path) -> None:
    conversation = with_a_picture(shop)
    mine = Conversation.objects.filter(pk=conversation.pk)
    with pytest.raises(ZeroDivisionError), files_go_too(mine):
        mine.delete()
        raise ZeroDivisionError
    with files_go_too(mine):
        pass
    assert files(media) == 2


def test_the_daily_sweep_takes_what_no_row_knows(shop: Shop, media: Path) -> None:
    with_a_picture(shop)
    orphan = default_storage.save("attachments/2026/10/orphan", ContentFile(b"x"))
    young = default_storage.save("attachments/2026/10/young", ContentFile(b"x"))
    other = default_storage.save("elsewhere/2026/10/other", ContentFile(b"x"))
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in media.rglob("*"):
        if path.is_file() and path.name != "young":
            os.utime(path, (two_days_ago, two_days_ago))
    printed = StringIO()
    call_command("forget_uploads", stdout=printed)
    assert "1 left behind" in printed.getvalue()
    assert [default_storage.exists(name) for name in (orphan, young, other)] == [False, True, True]
    assert files(media) == 4
    assert sweep(before=timezone.now()) == 1
