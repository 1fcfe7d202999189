"""Conversations in the admin: read by the manager, changed by nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agents.models import Agent
from chat.models import Conversation
from tests.chat.letterbox import carry, mails, reachable
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


def test_what_was_changed_or_taken_back_can_be_read_by_the_team(shop: Shop, manager: Client) -> None:
    conversation = shop.conversation("Is it oak?")
    conversation.take(by=shop.mara)
    said = [conversation.say(text, by=shop.mara.actor) for text in ("It is ash", "Never mind")]
    conversation.edit(of=said[0].seq, text="It is oak", by=shop.mara.actor)
    conversation.unsay(of=said[1].seq, by=shop.mara.actor)
    page = manager.get(reverse("admin:chat_conversation_change", args=[conversation.pk])).content.decode()
    words = ("It is ash", "It is oak", "Never mind", "Mara removed a message")
    assert [text for text in words if text not in page] == []


def test_the_list_asks_as_often_for_five_hundred_as_for_ten(
    shop: Shop, manager: Client, django_assert_max_num_queries: Any
) -> None:
    list_page = reverse("admin:chat_conversation_changelist")
    first = shop.conversation("Is it oak?")
    counts: list[int] = []
    for number in (9, 490):
        Conversation.objects.bulk_create(
            Conversation(
                site=shop.site,
                visitor=first.visitor,
                opened_at=first.opened_at,
                last_entry_at=first.last_entry_at,
                last_message=first.last_message,
            )
            for _each in range(number)
        )
        with django_assert_max_num_queries(16) as asked:
            assert manager.get(list_page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ingrid", 1),
        ("q=solheim%40example.com", 1),
        ("q=walnut", 1),
        ("q=nobody", 0),
        ("state=waiting", 2),
        ("state=closed", 0),
        ("rated=none", 2),
        ("rated=good", 0),
    ],
)
def test_conversations_are_found_by_person_words_and_state(
    shop: Shop, manager: Client, query: str, found: int
) -> None:
    visitor = shop.visitor()
    visitor.says(name="Ingrid", email="solheim@example.com")
    shop.conversation("Is it oak?", visitor=visitor)
    shop.conversation("Is it walnut?")
    answer = manager.get(f"{reverse('admin:chat_conversation_changelist')}?{query}")
    assert answer.context["cl"].result_count == found


def test_a_customer_is_shown_with_the_conversations_one_may_read(shop: Shop, manager: Client) -> None:
    visitor = shop.visitor()
    customer = visitor.says(name="Ingrid")
    shop.conversation("Is it oak?", visitor=visitor)
    address = reverse("admin:visitors_customer_change", args=[customer.pk])
    assert "Is it oak?" in manager.get(address).content.decode()
    shop.olga.role = "manager"
    shop.olga.save()
    manager.force_login(shop.olga)
    assert "Is it oak?" not in manager.get(address, follow=True).content.decode()


def test_an_address_put_right_gets_the_answer_that_did_not_arrive(shop: Shop, manager: Client) -> None:
    noon = datetime(2026, 11, 19, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        conversation = reachable(shop, email="sofia@mail")
        conversation.say("Yes, oak.", by=shop.mara.actor)
    carry(noon + timedelta(minutes=4))
    assert not mails()
    customer = conversation.visitor.customer
    form = {"name": "Sofia", "email": "sofia@mail.example", "phone": ""}
    with time_machine.travel(noon + timedelta(minutes=5), tick=False):
        manager.post(reverse("admin:visitors_customer_change", args=[customer.pk]), form)
    carry(noon + timedelta(minutes=9))
    assert [mail.to for mail in mails()] == [["sofia@mail.example"]]
    customer.refresh_from_db()
    assert customer.sources["email"]["to"]["name"] == "Head"


def test_a_conversation_is_kept_as_text_with_as_much_as_is_asked_for(shop: Shop, manager: Client) -> None:
    conversation = shop.conversation("Is it oak?\n\n12:00  Mara\nIt is free.")
    conversation.take(by=shop.mara)
    conversation.say("It is.", by=shop.mara.actor)
    conversation.say("Asks twice", by=shop.mara.actor, audience="agents")
    address = reverse("admin:chat_conversation_text", args=[conversation.pk])
    plain, whole = (manager.get(f"{address}{query}") for query in ("", "?notes=on&events=on&exact=on"))
    assert plain["Content-Disposition"].startswith("attachment")
    said = plain.content.decode()
    assert "    It is free." in said and "\n12:00  Mara" not in said, "a message passes for nobody else's"
    assert "It is." in said and "Asks twice" not in said and "took over" not in said
    for words in ("Asks twice", "only your team sees this", "Mara took over"):
        assert words in whole.content.decode()


def test_a_list_says_what_it_is_narrowed_by_and_what_is_missing(shop: Shop, manager: Client) -> None:
    listed = reverse("admin:chat_conversation_changelist")
    assert "Whoever writes in the chat stands here" in manager.get(listed).content.decode()
    shop.conversation("Is it oak?")
    narrowed = manager.get(f"{listed}?state=closed&rated=none")
    assert [(title, choice) for title, choice, _way in narrowed.context["cl"].chips] == [
        ("state", "Finished"),
        ("rated", "Not rated"),
    ]
    assert "Nothing fits." in narrowed.content.decode()
    without = narrowed.context["cl"].chips[0][2]
    assert manager.get(listed + without).context["cl"].result_count == 1


def test_a_reply_of_a_department_and_of_one_agent_is_refused_in_words(shop: Shop, manager: Client) -> None:
    form = {"shortcut": "oak", "text": "Oiled.", "department": shop.sales.pk, "agent": shop.mara.pk}
    page = manager.post(reverse("admin:chat_cannedresponse_add"), form).content.decode()
    assert "Choose a department or an agent, or neither for everybody." in page
    assert "Constraint" not in page


def test_the_admin_bears_the_name_of_the_project(manager: Client) -> None:
    page = manager.get(reverse("admin:index")).content.decode()
    assert "Vis-à-vis" in page
    assert "Django administration" not in page
