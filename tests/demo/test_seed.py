import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from agents.models import Agent, Department
from chat.models import Conversation, Entry, Rating
from demo.goods import PRODUCTS
from demo.seed import PASSWORD, TEAM, seed
from demo.stories import STORIES
from demo.telling import VISITOR
from visitors.models import Customer, Note, Site, Visitor

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]

NOUNS = (Agent, Conversation, Customer, Department, Entry, Note, Rating, Site, Visitor)


def test_a_second_seed_adds_nothing() -> None:
    before = [noun.objects.count() for noun in NOUNS]
    version = Site.objects.get(key="demo").version
    seed(port=8000)
    assert [noun.objects.count() for noun in NOUNS] == before
    assert Site.objects.get(key="demo").version == version


def test_a_second_seed_keeps_what_somebody_changed() -> None:
    Site.objects.filter(key="demo").update(name="Our own shop")
    Agent.objects.filter(email="agent1@example.com").update(name="Mara L.")
    seed(port=8000)
    assert Site.objects.get(key="demo").name == "Our own shop"
    assert Agent.objects.get(email="agent1@example.com").name == "Mara L."


def test_another_port_may_embed_the_widget_too() -> None:
    seed(port=8001)
    assert Site.objects.get(key="demo").allowed_origins == ["http://localhost:8000", "http://localhost:8001"]


def test_sales_answer_at_any_hour_and_support_on_weekdays() -> None:
    site, sunday_night = Site.objects.get(key="demo"), datetime(2026, 11, 22, 3, tzinfo=UTC)
    schedules = {row.name: row.schedule(site) for row in site.departments.all()}
    assert (schedules["Sales"].is_open(sunday_night), schedules["Sales"].next_change_at(sunday_night)) == (
        True,
        None,
    )
    assert schedules["Support"].next_open_at(sunday_night) == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("login", TEAM, ids=lambda login: login.key)
def test_everybody_of_the_team_can_sign_in(login) -> None:
    agent = authenticate(username=login.email, password=PASSWORD)
    assert isinstance(agent, Agent)
    assert agent.role == login.role
    assert {department.name for department in agent.departments.all()} == set(login.departments)


def test_every_story_has_ended_in_the_past_at_the_shops_working_hours() -> None:
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
    for conversation in Conversation.objects.all():
        entries = list(conversation.entries.order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(1, conversation.head + 1))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_a_story_is_told_as_it_is_written() -> None:
    for story in STORIES:
        conversation = Conversation.objects.get(client_id=story.key)
        said = [entry.message for entry in conversation.entries.filter(message__isnull=False).order_by("seq")]
        asked = [message.data or {} for message in said]
        texts = [
            data.get("lead") or data.get("choice") or message.text
            for message, data in zip(said, asked, strict=True)
        ]
        told = [step.text for step in story.steps if step.do in {"say", "offer", "choose", "note", "pass"}]
        assert texts == [story.first, *told]


def test_there_are_forty_stories_and_each_has_a_key_of_its_own() -> None:
    assert len(STORIES) >= 40
    assert len({story.key for story in STORIES}) == len(STORIES)


def test_the_stories_spread_over_the_last_six_weeks_and_over_the_day() -> None:
    days = {story.opening.days_ago for story in STORIES}
    assert min(days) >= 1  # today would lie in the future in the morning
    assert 35 <= max(days) <= 42
    assert {int(story.opening.clock.split(":")[0]) for story in STORIES} == set(range(9, 18))


def test_some_come_back_and_their_earlier_conversations_show() -> None:
    times = Counter(story.opening.person for story in STORIES)
    assert sum(count > 1 for count in times.values()) >= 6
    for person, count in times.items():
        visitor = Visitor.objects.get(pk=f"demo-{person.key}")
        opened = [conversation.opened_at for conversation in visitor.conversations.order_by("opened_at")]
        assert len(opened) == count
        assert visitor.created_at == opened[0]


def test_no_two_people_share_a_key_or_an_address() -> None:
    people = {story.opening.person for story in STORIES}
    assert len({person.key for person in people}) == len(people)
    addresses = [person.email for person in people if person.email]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)


def test_about_half_are_rated_and_not_everybody_is_happy() -> None:
    scores = [step.score for story in STORIES for step in story.steps if step.do == "rate"]
    assert 0.4 <= len(scores) / len(STORIES) <= 0.6
    assert {1, 5} <= set(scores)


def test_the_shop_does_not_shout() -> None:
    said = [step.text for story in STORIES for step in story.steps if step.who != VISITOR]
    assert not [text for text in said if "!" in text]


def test_every_page_somebody_wrote_from_is_a_page_of_the_shop() -> None:
    known = {"", "delivery/", "bag/", *(f"{slug}/" for slug in PRODUCTS)}
    assert {story.opening.page.path for story in STORIES} <= known


def test_the_numbers_of_orders_have_one_form() -> None:
    said = [text for story in STORIES for text in (story.first, *(step.text for step in story.steps))]
    numbers = [number for text in said for number in re.findall(r"FW-?\w*", text)]
    assert numbers
    assert all(re.fullmatch(r"FW-10\d{3}", number) for number in numbers)


def test_the_shop_speaks_to_some_of_those_who_read_otherwise() -> None:
    own, *others = Site.objects.get(key="demo").languages
    assert (own, set(others)) == ("en", {"de", "ar", "he", "ja"})
