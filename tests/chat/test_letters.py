"""The mail itself: what it tells and to whom, in which language, and that no name or text can bend it."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

import pytest
from django.utils import timezone

from chat.content import Dates
from chat.files.receiving import receive
from chat.letters import Letter
from chat.models import Conversation, FollowUp
from chat.models.follow_up import Stage
from realtime.actors import AGENT, Actor
from tests.chat.letterbox import EMAIL, reachable
from tests.chat.shop import Shop

NAMES = [
    "Shop\r\nBcc: all@mail.example",
    'Shop" <evil@mail.example>, "',
    "\u202eevil\u2066 shop\u2028",
    "Möbel & <b>Söhne</b>",
    "x" * 3000,
    "\x1b[2J",
]


def letter(conversation: Conversation) -> Letter:
    """Return what would be sent now."""
    Conversation.objects.filter(pk=conversation.pk).update(follow_up=Stage.SENDING)
    now = timezone.now()
    row = FollowUp.objects.create(conversation=conversation, email=EMAIL, begun_at=now, try_at=now)
    found = Letter.of(FollowUp.objects.select_related("conversation__visitor__customer").get(pk=row.pk))
    assert found
    return found


def sent(conversation: Conversation) -> Message:
    """Return the mail as it goes over the line."""
    return message_from_bytes(letter(conversation).message().message().as_bytes())


def header(message: Message, name: str) -> str:
    return str(make_header(decode_header(message[name].replace("\n ", " "))))


def parts(message: Message) -> tuple[str, str]:
    plain, html = message.get_payload()
    return tuple(part.get_payload(decode=True).decode() for part in (plain, html))


def test_it_tells_everything_unread_that_everybody_may_read(shop: Shop) -> None:
    conversation = reachable(shop)
    say = conversation.say
    mark = say("Read already", by=shop.mara.actor).seq
    conversation.mark_read(by=conversation.visitor.actor, upto=mark)
    say("Ten weeks.\nOr nine.", by=shop.mara.actor)
    say("A secret note", by=shop.mara.actor, audience="agents")
    unsaid = say("Said by mistake", by=shop.jonas.actor).seq
    conversation.unsay(of=unsaid, by=shop.jonas.actor)
    edited = say("In snoked oak", by=shop.jonas.actor).seq
    conversation.edit(of=edited, text="In smoked oak", by=shop.jonas.actor)
    file = receive(b"%PDF-1.4 plan", name="plan.pdf", by=shop.mara.actor)
    say("", by=shop.mara.actor, attachments=(file.pk,))
    message = sent(conversation)
    for text in parts(message):
        for told in ("Ten weeks.", "Or nine.", "In smoked oak", "plan.pdf", "Mara", "Jonas"):
            assert told in text
        for hidden in ("Read already", "secret", "mistake", "snoked", "Is it oak?", "/files/"):
            assert hidden not in text
    assert header(message, "Subject") == "Fjordwood has answered you"
    assert header(message, "From") == "Fjordwood <noreply@127.0.0.1>"
    assert message["To"] == EMAIL


def test_what_is_asked_stands_in_it_in_words_of_the_visitors_language(shop: Shop) -> None:
    conversation = reachable(shop, locale="de")
    dates, lead = Dates(slots=["2026-11-26T09:00"]), "Passt das?"
    conversation.say(dates.words(lead), content=dates.content(lead), by=shop.mara.actor)
    for words in parts(sent(conversation)):
        assert "Passt das?" in words
        assert "• Donnerstag 26 November 2026, 09:00" in words


def test_mails_of_one_conversation_stay_together_and_answer_no_machine(shop: Shop) -> None:
    conversation = reachable(shop)
    conversation.say("Yes.", by=shop.mara.actor)
    first = letter(conversation)
    first.mail.end(FollowUp.Outcome.SENT, now=timezone.now())
    second = letter(conversation).message().message()
    one = first.message().message()
    assert one["References"] == second["References"] == one["In-Reply-To"]
    assert one["Message-ID"] != second["Message-ID"]
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/mail/stop/\?for=\S+>", one["List-Unsubscribe"])


def test_it_fetches_nothing_and_runs_nothing(shop: Shop) -> None:
    conversation = reachable(shop)
    conversation.say("<img src=x onerror=alert(1)>{{7*7}} javascript:alert(1)", by=shop.mara.actor)
    plain, html = parts(sent(conversation))
    assert "<img src=x onerror=alert(1)>{{7*7}}" in plain
    assert not re.search(r"<(img|script|link|iframe|object|video)|url\(|@import", html)
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in html
    assert re.findall(r'href="(?!http://127\.0\.0\.1:8000/)', html) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_name_bends_a_header(shop: Shop, name: str) -> None:
    conversation = reachable(shop)
    type(shop.site).objects.filter(pk=shop.site.pk).update(name=name[:80])
    conversation.say("y" * 4000 + "\u202e" + "z", by=Actor(AGENT, shop.mara.pk, name[:120]))
    raw = letter(conversation).message().message().as_bytes()
    message = message_from_bytes(raw)
    assert max(map(len, raw.splitlines())) <= 998
    assert message["Bcc"] is None
    assert message["To"] == EMAIL
    assert header(message, "From").endswith("<noreply@127.0.0.1>")
    assert header(message, "From").count("<noreply") == 1
    told = header(message, "From") + header(message, "Subject")
    assert not set(told) & set("\r\n\u202e\u2066\u2028\x1b")
    assert len(header(message, "Subject")) < 120
    assert "<b>" not in parts(message)[1]


@pytest.mark.parametrize(
    ("locale", "site", "language", "direction"),
    [
        ("de-AT", "", "de", "ltr"),
        ("ar", "", "ar", "rtl"),
        ("tlh", "de", "de", "ltr"),
        ("", "", "en", "ltr"),
        ("iw-IL", "", "he", "rtl"),
        ("zh-TW", "", "zh-hans", "ltr"),
    ],
)
def test_it_speaks_the_language_of_the_conversation(
    shop: Shop, locale: str, site: str, language: str, direction: str
) -> None:
    shop.site.appearance = {"locale": site} if site else {}
    shop.site.save()
    conversation = reachable(shop)
    Conversation.objects.filter(pk=conversation.pk).update(locale=locale)
    conversation.say("مرحبا", by=shop.mara.actor)
    _plain, html = parts(sent(conversation))
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_a_long_absence_tells_the_newest_and_counts_the_rest(shop: Shop) -> None:
    conversation = reachable(shop)
    for number in range(53):
        conversation.say(f"Answer {number};", by=shop.mara.actor)
    for text in parts(sent(conversation)):
        assert "Answer 2;" not in text
        assert "Answer 3;" in text
        assert "3 earlier messages" in text


def test_it_counts_the_same_for_a_site_on_another_zone(shop: Shop) -> None:
    conversation = reachable(shop)
    conversation.visitor.timezone = "Asia/Tokyo"
    conversation.visitor.save()
    conversation.say("Yes.", by=shop.mara.actor)
    entry = conversation.entries.get(message__text="Yes.")
    hour = timezone.localtime(entry.at, timezone.get_fixed_timezone(9 * 60)).strftime("%H:%M")
    assert f", {hour}" in parts(sent(conversation))[0]


def test_it_is_written_in_the_words_of_that_language(shop: Shop) -> None:
    conversation = reachable(shop)
    Conversation.objects.filter(pk=conversation.pk).update(locale="pl-PL")
    for number in range(53):
        conversation.say(f"Odpowiedź {number};", by=shop.mara.actor)
    for text in parts(sent(conversation)):
        assert "3 wcześniejsze wiadomości są w rozmowie" in text
        assert "once" not in text
