"""Every frame, sent by everybody who is a stranger to the conversation it names."""

import json
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

import pytest

from chat.protocol import Parser, agent_parser, visitor_parser
from tests.access.secret import CANARY, Secret
from tests.chat.wire import Frame, People, Tab, outside
from visitors.identity import Ticket

FIELDS: dict[str, Frame] = {
    "agent.status": {"status": "online"},
    "canned.list": {},
    "canned.save": {"shortcut": "mine", "text": "My own words"},
    "conversation.context": {},
    "conversation.find": {},
    "conversation.view": {},
    "conversation.assign": {"agent": "{agent}"},
    "conversation.close": {},
    "conversation.open": {"department": "{elsewhere}"},
    "conversation.rate": {"score": 1},
    "conversation.read": {"seq": 1},
    "conversation.received": {"seq": 1},
    "conversation.reopen": {},
    "conversation.request_transcript": {"email": "me@mail.example"},
    "conversation.snooze": {},
    "conversation.tag": {"add": ["curious"]},
    "conversation.take": {},
    "conversation.transfer": {"department": "{department}"},
    "conversation.wake": {},
    "device.link": {"link": "guessed.forged"},
    "device.offer": {},
    "device.renew": {"link": "guessed.forged"},
    "hello": {"protocol": 1},
    "inbox.finished": {},
    "inbox.search": {"words": CANARY},
    "inbox.watch": {"view": "all"},
    "message.delete": {"of": 2},
    "message.edit": {"of": 2, "text": "Other words"},
    "message.history": {"of": 2},
    "recipient.list": {},
    "message.send": {"text": "Let me in"},
    "note.add": {"text": "Mine"},
    "note.delete": {"note": "{note}"},
    "note.edit": {"note": "{note}", "text": "Mine"},
    "consent.set": {"purposes": {"analytics": "granted"}},
    "event.track": {"event_id": "1", "name": "order"},
    "page.activity": {"view": "1", "active_ms": 1},
    "page.leave": {"view": "1", "active_ms": 1},
    "page.view": {"view": "1", "url": "https://fjordwood.example/"},
    "preference.set": {"contact": "none"},
    "sync": {"after": 0},
    "tag.list": {},
    "typing.start": {},
    "typing.stop": {},
    "visit.find": {"visit": "{visit}"},
    "visitor.ban": {"visitor": "0" * 26, "reason": "Impostor"},
    "visitor.names": {"visitors": "{visitors}"},
    "visitor.invite": {"visitor": "0" * 26, "text": "Let me in"},
    "invitation.accept": {"invitation": "0" * 26},
    "invitation.decline": {"invitation": "0" * 26},
    "invitation.shown": {"invitation": "0" * 26},
    "ban.lift": {"ban": "0f1a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a4b"},
    "visitor.correct": {"name": "Impostor"},
    "visitor.forget": {"view": "1"},
    "visitors.unwatch": {},
    "visitors.watch": {"filter": {"sites": ["nowhere"]}},
    "visitor.update": {"name": "Impostor"},
}
# What a message may be besides words: a question, and the answer to one that stands there.
CONTENT: dict[str, Frame] = {
    "agent": {"text": "Which?", "kind": "choices", "data": {"choices": ["This"]}},
    "visitor": {"text": "", "kind": "answer", "data": {"of": 7, "choice": f"{CANARY} choice"}},
}
# Frames that name no conversation: they concern the one who sends them, and nobody else.
OWN = {
    "agent.status",
    "canned.list",
    "canned.save",
    "conversation.open",
    "hello",
    "inbox.finished",
    "inbox.search",
    "inbox.watch",
    "consent.set",
    "event.track",
    "page.activity",
    "page.leave",
    "page.view",
    "preference.set",
    "tag.list",
    "visit.find",
    "invitation.accept",
    "invitation.decline",
    "invitation.shown",
    "visitor.forget",
    "visitor.names",
    "visitor.update",
    "visitors.unwatch",
}
REFUSED = {"forbidden", "not_found"}

Knock = Callable[[People, Secret], Awaitable[Tab]]


async def other_visitor(people: People, secret: Secret) -> Tab:
    tab = await people.visitor(last={secret.conversation.pk: 0})
    await tab.ask("conversation.open", text="My own")
    await tab.settle()
    return tab


async def no_token(people: People, secret: Secret) -> Tab:
    return await people.visitor(last={secret.conversation.pk: 0})


async def tracking_token(people: People, secret: Secret) -> Tab:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "tracking").token()
    return await people.visitor(token=token, last={secret.conversation.pk: 0})


async def passive_page(people: People, secret: Secret) -> Tab:
    page = {"view": "1", "url": "https://fjordwood.example/"}
    return await people.visitor(passive=True, page=page, last={secret.conversation.pk: 0})


async def guest_of_the_other_site(people: People, secret: Secret) -> Tab:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    return await people.visitor("other", token=token, last={secret.conversation.pk: 0})


async def second_person(people: People, secret: Secret) -> Tab:
    # The same address and the same browser, while the first one is connected; only the storage is fresh.
    headers = [("origin", "http://testserver"), ("user-agent", "Browser/1"), ("accept-language", "nb")]
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    for hello in ({"token": token}, {}):
        tab = people.socket("/ws/visitor/fjord/", headers=headers, address="192.0.2.1")
        await (await people.connected(tab)).greet(last={secret.conversation.pk: 0}, **hello)
    return tab


def agent(name: str) -> Knock:
    async def knock(people: People, secret: Secret) -> Tab:
        return await people.agent(getattr(secret.shop, name), last={secret.conversation.pk: 0})

    return knock


VISITORS: dict[str, Knock] = {
    "another visitor": other_visitor,
    "no token": no_token,
    "a tracking token": tracking_token,
    "a page that is only looked at": passive_page,
    "a guest of another site": guest_of_the_other_site,
    "a second person at the same browser": second_person,
}
AGENTS: dict[str, Knock] = {"another department": agent("nora"), "another site": agent("olga")}
EVERYBODY = [(who, knock, visitor_parser) for who, knock in VISITORS.items()]
EVERYBODY += [(who, knock, agent_parser) for who, knock in AGENTS.items()]


def test_every_frame_is_in_the_table() -> None:
    assert visitor_parser.types | agent_parser.types == FIELDS.keys()


@pytest.mark.parametrize(("who", "knock", "parser"), EVERYBODY, ids=[who for who, *_ in EVERYBODY])
async def test_no_frame_reaches_somebody_elses_conversation(
    people: People, secret: Secret, settings: Any, who: str, knock: Knock, parser: Parser
) -> None:
    settings.VISITOR_FRAMES_PER_SECOND = 100  # there are more frames than one sends at once
    shop, before = secret.shop, await outside(secret.state)
    names: dict[str, Any] = {
        "{agent}": shop.nora.pk,
        "{department}": shop.support.pk,
        "{elsewhere}": shop.elsewhere.pk,
    }
    names["{note}"], names["{visit}"] = before[-1][0]["id"], secret.visit
    names["{visitors}"] = [secret.conversation.visitor_id]
    tab = await knock(people, secret)
    content = CONTENT["visitor" if parser is visitor_parser else "agent"]
    for type, given in [*((type, FIELDS[type]) for type in sorted(parser.types)), ("message.send", content)]:
        fields = {name: names.get(str(value), value) for name, value in given.items()}
        answer = await tab.ask(type, conversation=secret.conversation.pk, **fields)
        if type not in OWN:
            refused = (answer["type"], answer.get("code") in REFUSED, answer.get("retry"))
            assert refused == ("nack", True, False), f"{who}: {type}: {answer}"
        heard = [tab.welcome, answer, *await tab.settle()]
        assert CANARY not in json.dumps(heard), f"{who}: {type}"
        assert secret.conversation.pk not in json.dumps([tab.welcome, heard[2:]]), f"{who}: {type}"
        assert await outside(secret.state) == before, f"{who}: {type}"


async def test_nothing_is_overheard_either(people: People, secret: Secret) -> None:
    tabs = [await knock(people, secret) for knock in chain(VISITORS.values(), AGENTS.values())]
    for tab in (
        tabs[:5] + tabs[6:]
    ):  # the sixth is the second person; the first at that browser is connected too
        await tab.settle()
    mara, id = await people.agent(secret.shop.mara), secret.conversation.pk
    await mara.ask("conversation.reopen", conversation=id)
    await mara.send("typing.start", conversation=id)
    await mara.ask("conversation.view", conversation=id)
    await mara.ask("note.add", conversation=id, text=f"{CANARY} heard")
    await mara.ask("message.send", conversation=id, text=f"{CANARY} live")
    await mara.ask("conversation.close", conversation=id)
    for tab in tabs:
        heard = await tab.settle()
        assert id not in json.dumps(heard)
        assert CANARY not in json.dumps(heard)


async def test_whoever_may_reach_it_does(people: People, secret: Secret) -> None:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    own, everything = await people.visitor(token=token), await people.agent(secret.shop.karin)
    for tab, seen in ((own, 2), (everything, 3)):
        page = await tab.ask("sync", conversation=secret.conversation.pk, after=0)
        assert json.dumps([e["message"] for e in page["entries"] if "message" in e]).count(CANARY) >= seen
