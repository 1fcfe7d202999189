"""What a visitor takes along: their own words and the answers, and nothing of what the team says among itself."""

import json
from codecs import BOM_UTF8
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from chat.copies import copy_of
from chat.models import Conversation, TranscriptMail
from chat.models.transcript_mail import A_DAY
from chat.wishes import wish
from realtime.errors import Refusal
from tests.chat.letterbox import EMAIL, carry, mails, reachable
from tests.chat.shop import Shop, client_id, kinds
from tests.chat.wire import OWN_ORIGIN, Answer, People, http, outside
from visitors.identity import Ticket

SECRET = "zz-secret"


def answered(shop: Shop, email: str = EMAIL) -> Conversation:
    """Return a conversation with everything in it that a visitor may and may not read."""
    conversation = reachable(shop, "Is it oak?\n-- or ash? --", email)
    say, mara = conversation.say, shop.mara.actor
    conversation.take(by=shop.mara)
    say(f"{SECRET} note", by=mara, audience="agents")
    gone = say(f"{SECRET} slip", by=mara).seq
    conversation.unsay(of=gone, by=mara)
    mended = say(f"{SECRET} typo", by=mara).seq
    conversation.edit(of=mended, text="Oak.", by=mara)
    conversation.tag(add=[SECRET], by=mara)
    return conversation


def ask(conversation: Conversation, email: str = "", **more: Any) -> None:
    conversation.send_transcript(**{"client_id": client_id(), "email": email} | more)


def refusal(conversation: Conversation, email: str = "", **more: Any) -> str:
    with pytest.raises(Refusal) as refused:
        ask(conversation, email, **more)
    return refused.value.code


def test_it_holds_what_the_visitor_could_read(shop: Shop) -> None:
    text = copy_of(answered(shop))
    assert SECRET not in text
    assert "\n    Is it oak?\n    -- or ash? --\n" in text
    assert "  Mara\n    Oak.\n" in text


def test_times_are_the_visitors_own(shop: Shop) -> None:
    conversation = reachable(shop)
    moment = timezone.now().replace(hour=12, minute=7)
    conversation.entries.update(at=moment)
    conversation.visitor.timezone = "Asia/Tokyo"
    conversation.visitor.save()
    assert "21:07  Sofia" in copy_of(Conversation.objects.get())


def test_it_comes_by_mail_without_a_link(shop: Shop) -> None:
    conversation = answered(shop)
    before = kinds(conversation)
    ask(conversation)
    assert carry(timezone.now()) == 1
    (letter,) = mails()
    assert letter.to == [EMAIL]
    plain, html = (
        part.get_payload(decode=True).decode()
        for part in message_from_bytes(letter.message().as_bytes()).get_payload()
    )
    for body in (plain, html):
        assert "Is it oak?" in body
        assert "Oak." in body
        assert SECRET not in body
        assert "link=" not in body
        assert "/mail/stop/" not in body
    assert TranscriptMail.objects.get().outcome == "sent"
    assert kinds(conversation) == before


def test_markup_in_a_message_stays_text(shop: Shop) -> None:
    conversation = answered(shop)
    conversation.say("<img src=x onerror=alert(1)>", by=conversation.visitor.actor)
    ask(conversation)
    carry(timezone.now())
    assert "<img" not in mails()[0].alternatives[0][0]


def test_another_address_gets_it_and_becomes_nobodys(shop: Shop) -> None:
    conversation = answered(shop)
    ask(conversation, "office@mail.example")
    carry(timezone.now())
    conversation.visitor.refresh_from_db()
    assert (mails()[0].to, conversation.visitor.customer.email) == (["office@mail.example"], EMAIL)


def test_the_same_request_is_one_mail(shop: Shop) -> None:
    conversation, mine = answered(shop), client_id()
    for _twice in range(2):
        ask(conversation, client_id=mine)
    carry(timezone.now())
    assert len(mails()) == 1


def test_who_wants_no_mail_gets_what_they_ask_for(shop: Shop) -> None:
    conversation = answered(shop)
    wish(conversation.visitor, contact="none")
    ask(conversation)
    carry(timezone.now())
    assert len(mails()) == 1


def test_what_does_not_leave_is_tried_again_and_then_given_up(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise OSError

    ask(answered(shop))
    now = timezone.now()
    monkeypatch.setattr(mail.EmailMessage, "send", fail)
    while not TranscriptMail.objects.get().outcome:
        carry(now)
        now += timedelta(hours=7)
    assert TranscriptMail.objects.values_list("tries", "outcome").get() == (6, "failed")


def test_nobodys_mailbox_is_filled(shop: Shop) -> None:
    conversation, victim = answered(shop), "victim@mail.example"
    for _each in range(A_DAY):
        ask(conversation, victim)
    assert refusal(conversation, "other@mail.example") == "too_many"
    assert refusal(answered(shop, "two@mail.example"), victim.upper()) == "too_many"
    ask(conversation, victim, now=timezone.now() + timedelta(days=1, minutes=1))


def test_what_nobody_answered_goes_to_no_address(shop: Shop) -> None:
    conversation = reachable(shop, "Buy now")
    conversation.say("A note", by=shop.mara.actor, audience="agents")
    assert refusal(conversation, "victim@mail.example") == "invalid"


def test_without_an_address_or_without_mail_there_is_none(shop: Shop, settings: Any) -> None:
    nobody = shop.conversation("Hello")
    nobody.say("Hello to you", by=shop.mara.actor)
    assert refusal(nobody) == "invalid"
    settings.MAIL_LEAVES = False
    assert refusal(nobody, EMAIL) == "unavailable"


async def test_asked_for_over_the_wire(shop: Shop, people: People, settings: Any) -> None:
    conversation = await outside(lambda: answered(shop))
    tab = await people.visitor(token=await outside(lambda: token_of(conversation)))
    assert (tab.welcome["visitor"]["email"], tab.welcome["limits"]["mail"]) == ("s…@mail.example", True)
    assert (await tab.ask("conversation.request_transcript", conversation=conversation.pk))["type"] == "ack"
    settings.MAIL_LEAVES = False
    refused = await tab.ask("conversation.request_transcript", conversation=conversation.pk)
    assert (refused["code"], refused["retry"]) == ("unavailable", False)
    again = await people.visitor(token=await outside(lambda: token_of(conversation)))
    assert (again.welcome["visitor"]["email"], again.welcome["limits"]["mail"]) == (None, False)


def token_of(conversation: Conversation, kind: Any = "conversation") -> str:
    return Ticket(conversation.site, conversation.visitor_id, kind, conversation.visitor).token()


async def download(id: str, token: str, origin: str = OWN_ORIGIN, body: bytes = b"") -> Answer:
    headers = [("origin", origin), ("authorization", f"Bearer {token}")]
    asked = body or json.dumps({"conversation": id}).encode()
    return await http("POST", "/w/fjord/transcript", asked, headers=headers)


async def test_it_is_downloaded_with_the_token_as_bearer(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: answered(shop))
    answer = await download(conversation.pk, await outside(lambda: token_of(conversation)))
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["content-disposition"].startswith('attachment; filename="conversation-20')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body.startswith(BOM_UTF8)  # on a disk nothing else says how it is written
    text = answer.body.decode()
    assert "Oak." in text
    assert SECRET not in text


async def test_nobody_else_gets_it(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: answered(shop))
    foreign = await outside(lambda: shop.conversation("Of somebody else"))
    mine, theirs, tracking = [
        await outside(lambda one=one, kind=kind: token_of(one, kind))
        for one, kind in (
            (conversation, "conversation"),
            (foreign, "conversation"),
            (conversation, "tracking"),
        )
    ]
    fresh = await outside(lambda: Ticket(shop.site, "0" * 26, "conversation").token())
    answers = [
        await download(conversation.pk, theirs),
        await download(conversation.pk, fresh),
        await download(conversation.pk, tracking),
        await download(conversation.pk, "forged"),
        await download(conversation.pk, mine, origin="https://evil.example"),
        await download(conversation.pk, mine, body=b"[1]"),
    ]
    codes = ["not_found", "not_found", "forbidden", "unauthenticated", "forbidden", "malformed"]
    assert [answer.code for answer in answers] == codes
    assert (await http("GET", "/w/fjord/transcript")).status == 405


async def test_where_a_site_gives_out_nothing_it_goes_neither_by_mail_nor_as_a_file(
    shop: Shop, people: People
) -> None:
    def switch_off() -> Conversation:
        shop.site.appearance = {"transcript": False}
        shop.site.save()
        return answered(shop)

    conversation = await outside(switch_off)
    assert await outside(lambda: refusal(conversation)) == "forbidden"
    answer = await download(conversation.pk, await outside(lambda: token_of(conversation)))
    assert (answer.status, answer.code) == (403, "forbidden")
