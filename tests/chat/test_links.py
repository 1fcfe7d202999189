"""A link leads back once, for a while, and only to what it was sent about."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.introductions import introduce
from chat.links import link_back, link_shown, offer, redeem, renew
from chat.models import Conversation, FollowUp
from realtime.errors import Refusal
from tests.chat.letterbox import EMAIL, reachable
from tests.chat.shop import Shop, client_id, kinds
from tests.chat.wire import People, Poll, http, outside
from visitors.identity import Ticket, read_token


def followed_up(conversation: Conversation, ago: timedelta = timedelta(), **more: Any) -> FollowUp:
    """Return a mail that has left, some time ago."""
    at = timezone.now() - ago
    given = {"email": EMAIL, "begun_at": at, "try_at": at, "ended_at": at, "outcome": "sent"}
    return FollowUp.objects.create(conversation=conversation, **(given | more))


def link_of(mail: FollowUp) -> str:
    return link_back(mail).partition("#link=")[2]


def follow(shop: Shop, link: str, by: str = "") -> Any:
    return redeem(shop.site, link, client_id=by or client_id(), now=timezone.now())


def test_it_leads_to_the_conversations_of_the_one_it_was_sent_to(shop: Shop) -> None:
    conversation = reachable(shop)
    back = follow(shop, link_of(followed_up(conversation)))
    assert back.conversation == conversation.pk
    ticket = read_token(shop.site, back.token)
    assert ticket and ticket.visitor == conversation.visitor
    assert kinds(conversation)[-1] == "follow_up.opened"


def test_it_works_once_but_may_be_answered_again(shop: Shop) -> None:
    link, mine = link_of(followed_up(reachable(shop))), client_id()
    first = follow(shop, link, mine)
    assert follow(shop, link, mine) == first
    with pytest.raises(Refusal) as refused:
        follow(shop, link)
    assert refused.value.code == "gone"
    FollowUp.objects.update(link_used_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(Refusal):
        follow(shop, link, mine)


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        ({"ago": timedelta(days=6, hours=23)}, ""),
        ({"ago": timedelta(days=7)}, "gone"),
        ({"email": "somebody@else.example"}, "gone"),
        ({"outcome": "cancelled"}, "gone"),
        ({"ended_at": None, "outcome": ""}, "gone"),
    ],
)
def test_it_works_for_a_week_and_for_whom_it_was_meant(shop: Shop, mail: dict[str, Any], code: str) -> None:
    link = link_of(followed_up(reachable(shop), **mail))
    if not code:
        assert follow(shop, link)
        return
    with pytest.raises(Refusal) as refused:
        follow(shop, link)
    assert refused.value.code == code


def test_a_corrected_address_shuts_out_the_old_mail(shop: Shop) -> None:
    conversation = reachable(shop)
    link = link_of(followed_up(conversation))
    introduce(conversation.visitor, {"email": "sophia@mail.example"})
    with pytest.raises(Refusal):
        follow(shop, link)


@pytest.mark.parametrize("link", ["", ".", "x", "01m805qh96m3ygxccw62k8jq7v.forged", "\u202e.\u202e"])
def test_what_was_never_sent_leads_nowhere(shop: Shop, link: str) -> None:
    with pytest.raises(Refusal) as refused:
        follow(shop, link)
    assert refused.value.code == "not_found"


def test_it_leads_nowhere_on_another_site(shop: Shop) -> None:
    link = link_of(followed_up(reachable(shop)))
    with pytest.raises(Refusal) as refused:
        redeem(shop.other_site, link, client_id=client_id(), now=timezone.now())
    assert refused.value.code == "not_found"


async def test_another_device_goes_on_with_the_conversation(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: reachable(shop))
    await outside(lambda: conversation.say("Ten weeks.", by=shop.mara.actor))
    foreign = await outside(lambda: shop.conversation("Of somebody else"))
    link = await outside(lambda: link_of(followed_up(conversation)))
    phone = await people.visitor()
    refused = await phone.ask("sync", conversation=conversation.pk)
    assert (refused["type"], phone.welcome["conversations"]) == ("nack", [])
    assert (await phone.ask("device.link", link=link))["type"] == "ack"
    linked = await phone.until("device.linked")
    again = await people.visitor(token=linked["token"])
    assert (
        [row["id"] for row in again.welcome["conversations"]] == [conversation.pk] == [linked["conversation"]]
    )
    assert (await again.ask("sync", conversation=foreign.pk))["code"] == "not_found"
    assert (await again.ask("message.send", conversation=conversation.pk, text="Good."))["type"] == "ack"


async def test_it_works_by_http_as_well(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: reachable(shop))
    link = await outside(lambda: link_of(followed_up(conversation)))
    phone = await Poll().greet()
    assert (await phone.ask("device.link", link=link))["type"] == "ack"
    (linked,) = [frame for frame in phone.news if frame["type"] == "device.linked"]
    assert linked["conversation"] == conversation.pk


async def test_looking_at_the_page_uses_nothing_up(shop: Shop, people: People) -> None:
    link = await outside(lambda: link_of(followed_up(reachable(shop))))
    for path in ("/w/fjord/page", "/w/fjord/page"):
        assert (await http("GET", path)).status == 200
    phone = await people.visitor()
    assert (await phone.ask("device.link", link=link))["type"] == "ack"


async def test_another_link_is_sent_to_where_the_first_was(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: reachable(shop))
    link = await outside(lambda: link_of(followed_up(conversation, link_used_at=timezone.now())))
    phone = await people.visitor()
    assert (await phone.ask("device.link", link=link))["code"] == "gone"
    for _twice in range(2):
        assert (await phone.ask("device.renew", link=link))["type"] == "ack"
    (asked,) = await outside(lambda: list(FollowUp.objects.filter(asked=True)))
    assert (asked.email, asked.ended_at) == (EMAIL, None)
    await outside(conversation.stop_mail)
    assert (await phone.ask("device.renew", link=link))["code"] == "gone"
    assert (await phone.ask("device.renew", link="nonsense"))["code"] == "not_found"


def test_an_old_link_fills_nobodys_mailbox(shop: Shop) -> None:
    conversation = reachable(shop)
    link, now = link_of(followed_up(conversation)), timezone.now()
    for number in range(5):
        renew(shop.site, link, now=now + timedelta(minutes=5 * number))
        FollowUp.objects.filter(ended_at=None).update(ended_at=now, outcome="sent")
    with pytest.raises(Refusal) as refused:
        renew(shop.site, link, now=now + timedelta(minutes=30))
    assert refused.value.code == "too_many"
    renew(shop.site, link, now=now + timedelta(days=1, minutes=1))


async def test_guessing_is_slow(shop: Shop, people: People, allow: Any) -> None:
    allow(VISITOR_MESSAGES_PER_SECOND=1)
    phone = await people.visitor()
    codes = [(await phone.ask("device.link", link="guess"))["code"] for _ in range(6)]
    assert codes == ["not_found"] * 4 + ["too_many"] * 2


class TestOneThatIsShown:
    """The way to the phone: soon, once, and not beside a newer one."""

    def shown(self, conversation: Conversation, ago: timedelta = timedelta()) -> str:
        return link_shown(offer(conversation, now=timezone.now() - ago)).partition("#link=")[2]

    def test_it_leads_to_the_conversation_once(self, shop: Shop) -> None:
        conversation, mine = shop.conversation("Is it oak?"), client_id()
        link = self.shown(conversation)
        back = follow(shop, link, mine)
        assert back.conversation == conversation.pk
        ticket = read_token(shop.site, back.token)
        assert ticket and ticket.visitor == conversation.visitor
        assert follow(shop, link, mine) == back
        assert self.refused(shop, link) == "gone"

    def test_for_a_quarter_of_an_hour_and_until_there_is_another(self, shop: Shop) -> None:
        conversation = shop.conversation("Is it oak?")
        assert follow(shop, self.shown(conversation, timedelta(minutes=14)))
        assert self.refused(shop, self.shown(conversation, timedelta(minutes=15))) == "gone"
        first = self.shown(conversation)
        assert follow(shop, self.shown(conversation))
        assert self.refused(shop, first) == "gone"
        assert conversation.device_links.count() == 1

    def test_not_after_the_tokens_were_revoked_nor_elsewhere(self, shop: Shop) -> None:
        conversation = shop.conversation("Is it oak?")
        link = self.shown(conversation)
        with pytest.raises(Refusal):
            redeem(shop.other_site, link, client_id=client_id(), now=timezone.now())
        conversation.visitor.revoke_tokens()
        assert self.refused(shop, link) == "gone"

    def test_one_of_a_mail_is_no_such_link_and_the_other_way_round(self, shop: Shop) -> None:
        mailed = link_of(followed_up(reachable(shop)))
        shown = self.shown(shop.conversation("Is it oak?"))
        assert self.refused(shop, f"d-{mailed}") == "not_found"
        assert self.refused(shop, shown.removeprefix("d-")) == "not_found"

    def refused(self, shop: Shop, link: str) -> str:
        with pytest.raises(Refusal) as refused:
            follow(shop, link)
        return refused.value.code

    async def test_it_is_offered_with_a_picture_for_a_camera(self, shop: Shop, people: People) -> None:
        tab = await people.visitor()
        assert (await tab.ask("device.offer"))["code"] == "not_found"
        await tab.ask("conversation.open", text="Is it oak?")
        again = await people.visitor(token=tab.welcome["token"])
        assert (await again.ask("device.offer"))["type"] == "ack"
        offered = await again.until("device.offered")
        size, path = offered["picture"]["size"], offered["picture"]["path"]
        # The three corners every reader looks for, behind a quiet edge.
        for x, y in ((2, 2), (size - 9, 2), (2, size - 9)):
            assert all(f"M{x + n} {y}h" in path and f"M{x} {y + n}h" in path for n in range(7))
        phone = await people.visitor()
        link = offered["link"].partition("#link=")[2]
        assert (await phone.ask("device.link", link=link))["type"] == "ack"

    async def test_it_goes_by_mail_where_there_is_an_address(self, shop: Shop, people: People) -> None:
        conversation = await outside(lambda: reachable(shop))
        token = await outside(lambda: Ticket(shop.site, conversation.visitor_id, "conversation").token())
        tab = await people.visitor(token=token)
        assert (await tab.ask("device.offer", by="mail"))["type"] == "ack"
        assert await outside(lambda: FollowUp.objects.get().asked)
        stranger = await people.visitor()
        await stranger.ask("conversation.open", text="Hello")
        own = await people.visitor(token=stranger.welcome["token"])
        assert (await own.ask("device.offer", by="mail"))["code"] == "unavailable"
