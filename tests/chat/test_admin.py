"""Conversations in the admin: read by the manager, changed by nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent
from tests.chat.shop import Shop


@pytest.fixture
def manager(shop: Shop) -> Client:
    """Return the manager's browser."""
    client = Client()
    client.force_login(Agent.objects.create_superuser("head@example.com", "a long pass phrase", name="Head"))
    return client


def test_the_record_is_shown_and_nothing_offers_to_save_it(shop: Shop, manager: Client) -> None:
    conversation = shop.conversation("Is it oak?")
    address = reverse("admin:chat_conversation_change", args=[conversation.pk])
    page = manager.get(address).content.decode()
    assert "Is it oak?" in page
    assert 'name="_save"' not in page
    assert manager.post(address, {}).status_code == 403


def test_the_admin_bears_the_name_of_the_project(manager: Client) -> None:
    page = manager.get(reverse("admin:index")).content.decode()
    assert "Vis-à-vis" in page
    assert "Django administration" not in page
