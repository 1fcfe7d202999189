"""The transcript: a page for those within reach, harmless whatever was written, kept by nobody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat.links import link_to_stop
from chat.models import Conversation
from chat.models.follow_up import Stage
from realtime.actors import THE_SYSTEM
from tests.chat.letterbox import reachable
from tests.chat.shop import Shop, kinds

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def jonas(shop: Shop) -> Client:
    """Return Jonas's browser."""
    client = Client()
    client.force_login(shop.jonas)
    return client


def address(conversation: Conversation) -> str:
    return f"/conversations/{conversation.pk}/transcript/"


def test_it_tells_what_was_said_and_done_with_the_notes(shop: Shop, jonas: Client) -> None:
    conversation = shop.conversation("Is it oak?")
    conversation.take(by=shop.mara)
    conversation.say("He has asked before", by=shop.mara.actor, audience="agents")
    conversation.say("Yes, it is", by=shop.mara.actor)
    conversation.transfer(by=shop.mara.actor, to_department=shop.support)
    conversation.close(by=shop.mara.actor)
    conversation.rate(by=conversation.visitor.actor, score=4, comment="Quick")
    page = jonas.get(address(conversation)).content.decode()
    told = [
        "Is it oak?",
        "Mara took over",
        "He has asked before",
        "Note",
        "Yes, it is",
        "Support",
        "Rated 4 of 5: Quick",
    ]
    assert [text for text in told if text not in page] == []
    assert page.index("Is it oak?") < page.index("Yes, it is")


def test_what_the_system_did_is_told_of_no_visitor(shop: Shop, jonas: Client) -> None:
    conversation = shop.conversation("Hello")
    conversation.close(by=THE_SYSTEM)
    page = jonas.get(address(conversation)).content.decode()
    assert "Vis-à-vis ended the conversation" in page
    assert "Visitor ended" not in page


def test_what_was_written_is_text_and_nothing_else(shop: Shop, jonas: Client) -> None:
    visitor = shop.visitor()
    visitor.says(name=HOSTILE[:120])
    conversation = shop.conversation(HOSTILE, visitor=visitor)
    conversation.close(by=visitor.actor)
    conversation.rate(by=visitor.actor, score=1, comment=HOSTILE)
    page = jonas.get(address(conversation)).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


def test_out_of_reach_there_is_none_and_strangers_sign_in(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    nora = Client()
    nora.force_login(shop.nora)
    assert nora.get(address(conversation)).status_code == 404
    response = Client().get(address(conversation))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_it_is_kept_by_nobody(shop: Shop, jonas: Client) -> None:
    assert "no-store" in jonas.get(address(shop.conversation()))["Cache-Control"]


def test_it_costs_the_same_however_long_it_is(shop: Shop, jonas: Client) -> None:
    conversation, counts = shop.conversation("Hello"), []
    for _ in range(2):
        for n in range(10):
            conversation.say(f"{n}", by=shop.mara.actor)
        with CaptureQueriesContext(connection) as queries:
            jonas.get(address(conversation))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("id", ["0" * 26, "x" * 3000])
def test_an_id_that_makes_no_sense_finds_nothing(jonas: Client, id: str) -> None:
    assert jonas.get(f"/conversations/{id}/transcript/").status_code == 404


class TestNoMoreMails:
    """One click in a mail stops further ones, for this conversation."""

    def test_a_look_asks_and_an_answer_stops(self, shop: Shop, client: Client) -> None:
        conversation = reachable(shop)
        address = link_to_stop(conversation).removeprefix("http://127.0.0.1:8000")
        asked = client.get(address)
        assert "No more mails about this?" in asked.content.decode()
        assert asked.headers["Referrer-Policy"] == "no-referrer"
        conversation.refresh_from_db()
        assert conversation.follow_up == Stage.READY
        assert "still stands" in client.post(address).content.decode()
        conversation.refresh_from_db()
        assert conversation.follow_up == Stage.STOPPED

    def test_a_mail_program_stops_with_one_request(self, shop: Shop) -> None:
        conversation = reachable(shop)
        address = link_to_stop(conversation).removeprefix("http://127.0.0.1:8000")
        strict = Client(enforce_csrf_checks=True)
        for _twice in range(2):
            assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert kinds(conversation).count("follow_up.stopped") == 1

    @pytest.mark.parametrize("signed", ["", "x", "01m805qh96m3ygxccw62k8jq7v.forged", "%00", "\u202e"])
    def test_a_link_that_was_not_ours_stops_nothing(self, shop: Shop, client: Client, signed: str) -> None:
        conversation = reachable(shop)
        answer = client.post(f"/mail/stop/?for={signed}")
        assert answer.status_code in (400, 404)
        conversation.refresh_from_db()
        assert conversation.follow_up == Stage.READY

    def test_it_is_asked_in_the_language_of_the_conversation(self, shop: Shop, client: Client) -> None:
        conversation = reachable(shop, locale="ar")
        address = link_to_stop(conversation).removeprefix("http://127.0.0.1:8000")
        assert '<html lang="ar" dir="rtl">' in client.get(address).content.decode()

    def test_a_link_that_is_none_is_answered_in_the_readers_language(self, client: Client) -> None:
        answer = client.get("/mail/stop/?for=x", headers={"Accept-Language": "sv, ja;q=0.8"})
        assert "メールを停止する" in answer.content.decode()
