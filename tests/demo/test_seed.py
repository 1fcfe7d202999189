from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from agents.models import Agent, Department
from chat.models import Conversation, Entry, Rating
from demo.seed import PASSWORD, TEAM, seed
from demo.stories import STORIES
from visitors.models import Customer, Site, Visitor

pytestmark = pytest.mark.django_db

NOUNS = (Agent, Conversation, Customer, Department, Entry, Rating, Site, Visitor)


def test_a_second_seed_adds_nothing() -> None:
    seed(port=8000)
    before = [noun.objects.count() for noun in NOUNS]
    version = Site.objects.get(key="demo").version
    seed(port=8000)
    assert [noun.objects.count() for noun in NOUNS] == before
    assert Site.objects.get(key="demo").version == version


def test_a_second_seed_keeps_what_somebody_changed() -> None:
    seed(port=8000)
    Site.objects.filter(key="demo").update(name="Our own shop")
    Agent.objects.filter(email="agent1@example.com").update(name="Mara L.")
    seed(port=8000)
    assert Site.objects.get(key="demo").name == "Our own shop"
    assert Agent.objects.get(email="agent1@example.com").name == "Mara L."


def test_another_port_may_embed_the_widget_too() -> None:
    seed(port=8000)
    seed(port=8001)
    assert Site.objects.get(key="demo").allowed_origins == ["http://localhost:8000", "http://localhost:8001"]


@pytest.mark.parametrize("login", TEAM, ids=lambda login: login.key)
def test_everybody_of_the_team_can_sign_in(login) -> None:
    seed(port=8000)
    agent = authenticate(username=login.email, password=PASSWORD)
    assert isinstance(agent, Agent)
    assert agent.is_superuser is login.manages
    assert {department.name for department in agent.departments.all()} == set(login.departments)


def test_every_story_has_ended_in_the_past_at_the_shops_working_hours() -> None:
    seed(port=8000)
    zone = timezone.zoneinfo.ZoneInfo("Europe/Oslo")
    conversations = Conversation.objects.all()
    assert len(conversations) == len(STORIES)
    for conversation in conversations:
        opened = conversation.opened_at.astimezone(zone)
        assert conversation.is_closed
        assert opened.weekday() < 5
        assert 9 <= opened.hour < 18
        assert timedelta() < conversation.closed_at - conversation.opened_at < timedelta(hours=1)
        assert conversation.last_entry_at < timezone.now()


def test_the_record_of_a_story_is_dense_and_in_the_order_of_time() -> None:
    seed(port=8000)
    for conversation in Conversation.objects.all():
        entries = list(conversation.entries.order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(1, conversation.head + 1))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_a_story_is_told_as_it_is_written() -> None:
    seed(port=8000)
    for story in STORIES:
        conversation = Conversation.objects.get(client_id=story.key)
        texts = [
            entry.message.text
            for entry in conversation.entries.filter(kind="message.created").order_by("seq")
        ]
        told = [step.text for step in story.steps if step.do in {"say", "note", "pass"}]
        assert texts == [story.first, *told]
