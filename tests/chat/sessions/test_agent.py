"""An agent's session: what is told first, and that every question is answered."""

from typing import Any

from chat.models import Conversation
from chat.protocol import agent_parser
from tests.chat.shop import Shop
from tests.chat.wire import People, outside, types

ANSWERS = {"ack", "nack", "sync.page", "inbox.snapshot", "inbox.page"}
ANSWERS |= {"visitors.listed"}
ANSWERS |= {"canned.snapshot", "tag.snapshot", "recipient.snapshot", "message.before", "context.snapshot"}
ANSWERS |= {"visit.found", "visitors.listed", "visitors.named"}


class TestWelcome:
    """What an agent is told first."""

    async def test_it_says_what_waits_and_who_is_here(self, shop: Shop, people: People) -> None:
        def talk() -> Conversation:
            conversation = shop.conversation("Is it oak?")
            conversation.visitor.says(name="Ada", email="ada@mail.example")
            return conversation

        conversation = await outside(talk)
        jonas = await people.agent(shop.jonas)
        mara = await people.agent(shop.mara)
        welcome = mara.welcome
        assert welcome["agent"].items() >= {
            ("kind", "agent"),
            ("name", "Mara"),
            ("email", "mara@example.com"),
            ("status", "online"),
        }
        assert [department["name"] for department in welcome["departments"]] == ["Sales"]
        online = {agent["name"]: agent["online"] for agent in welcome["agents"]}
        assert (online["Jonas"], online["Nora"]) == (True, False)
        (summary,) = welcome["conversations"]
        assert summary["id"] == conversation.pk
        assert (summary["visitor"]["name"], summary["visitor"]["email"]) == ("Ada", "ada@mail.example")
        assert (summary["unread"], summary["last"]["text"], summary["tags"]) == (1, "Is it oak?", [])
        assert summary["waiting_since"] == summary["last"]["at"]
        assert types(await jonas.settle()) == ["agent.changed"]

    async def test_marks_and_unread_follow_the_reader(self, shop: Shop, people: People) -> None:
        conversation = await outside(lambda: shop.conversation("Hello"))
        mara = await people.agent(shop.mara)
        await mara.ask("conversation.read", conversation=conversation.pk, seq=3)
        unread = {}
        for agent in (shop.mara, shop.jonas):
            (summary,) = (await people.agent(agent)).welcome["conversations"]
            unread[agent.name] = summary["unread"]
            assert summary["marks"]["agents"] == {"received": 3, "read": 3}
            assert summary["marks"]["visitor"] == {"received": 0, "read": 0}
        assert unread == {"Mara": 0, "Jonas": 1}


async def test_a_frame_that_wants_an_answer_gets_one_whatever_it_is(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    mara = await people.agent(shop.mara)
    fields: dict[str, Any] = {
        "conversation": conversation.pk,
        "protocol": 1,
        "text": "Hello",
        "seq": 3,
        "agent": shop.jonas.pk,
        "status": "online",
        "view": "all",
        "visit": "nowhere",
        "visitors": ["nobody"],
    }
    for type in sorted(agent_parser.types):
        answer = await mara.ask(type, **fields)
        assert answer["type"] in ANSWERS, type
