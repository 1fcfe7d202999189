"""Verbs over REST: those of the socket, once a client id, and heard live."""

from typing import Any

import pytest

from chat.models import Conversation
from tests.api.program import Program, code
from tests.chat.shop import Shop, client_id, kinds
from tests.chat.wire import People, opened, outside


@pytest.fixture
def conversation(shop: Shop) -> Conversation:
    return shop.conversation("Is it oak?")


@pytest.fixture
def mara(shop: Shop) -> Program:
    return Program(shop.mara)


def do(program: Program, verb: str, conversation: Conversation, **body: Any) -> Any:
    return program.send("post", f"conversations/{conversation.pk}/{verb}/", **body)


def test_a_day_of_a_conversation(shop: Shop, mara: Program, conversation: Conversation) -> None:
    jonas = Program(shop.jonas)
    for program, verb, more in (
        (mara, "take", {}),
        (mara, "assign", {"agent": shop.jonas.pk}),
        (jonas, "transfer", {"department": shop.support.pk}),
    ):
        assert do(program, verb, conversation, client_id=client_id(), **more).status_code == 200
    assert do(mara, "close", conversation).status_code == 404, "it is in another department now"
    assert do(jonas, "close", conversation).status_code == 200
    assert do(jonas, "reopen", conversation, client_id=client_id()).status_code == 200
    assert kinds(conversation)[3:] == [
        "conversation.assigned",
        "conversation.assigned",
        "conversation.transferred",
        "conversation.closed",
        "conversation.reopened",
    ]


@pytest.mark.parametrize("verb", ["take", "assign", "transfer", "close", "reopen"])
def test_what_is_repeated_is_done_once(shop: Shop, conversation: Conversation, verb: str) -> None:
    jonas = Program(shop.jonas)
    if verb == "reopen":
        conversation.close(by=shop.jonas.actor)
    more = {"assign": {"agent": shop.mara.pk}, "transfer": {"department": shop.support.pk}}.get(verb, {})
    body = {"client_id": client_id()} | more
    first, count = do(jonas, verb, conversation, **body), len(kinds(conversation))
    again = do(jonas, verb, conversation, **body)
    assert (first.status_code, first.json(), len(kinds(conversation))) == (200, again.json(), count)
    other = do(jonas, "close" if verb != "close" else "take", conversation, client_id=body["client_id"])
    assert (other.status_code, code(other)) == (409, "conflict")


def test_who_was_slower_is_told(shop: Shop, mara: Program, conversation: Conversation) -> None:
    conversation.take(by=shop.jonas)
    response = do(mara, "take", conversation, client_id=client_id())
    assert (response.status_code, code(response)) == (409, "taken")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("take", {}),
        ("take", {"client_id": "1"}),
        ("assign", {}),
        ("assign", {"agent": "nobody"}),
        ("transfer", {}),
        ("transfer", {"department": "nowhere"}),
        ("transfer", {"department": "\0"}),
    ],
)
def test_what_cannot_be_done_says_so(
    mara: Program, conversation: Conversation, verb: str, body: dict[str, Any]
) -> None:
    more = {"client_id": client_id()} if verb != "take" else {}
    response = do(mara, verb, conversation, **(more | body))
    assert (response.status_code, code(response)) == (400, "invalid")
    assert len(kinds(conversation)) == 3


def test_a_colleague_of_elsewhere_is_given_nothing(shop: Shop, conversation: Conversation) -> None:
    for agent in (shop.nora, shop.olga):
        response = do(Program(shop.karin), "assign", conversation, client_id=client_id(), agent=agent.pk)
        assert (response.status_code, code(response)) == (400, "invalid")


async def test_what_is_written_is_heard_at_once(people: People) -> None:
    visitor, desk = await people.visitor(), await people.agent(people.shop.karin)
    id = await opened(visitor)
    await desk.settle()
    program = await outside(lambda: Program(people.shop.karin))

    async def post(path: str, **body: Any) -> None:
        response = await outside(
            lambda: program.send("post", f"conversations/{id}/{path}/", client_id=client_id(), **body)
        )
        assert response.status_code < 300, response.content

    await post("take")
    await post("entries", text="Yes")
    await post("entries", text="Careful", audience="agents")
    await post("close")
    spoken = ["conversation.assigned", "message.created", "entry.hidden", "conversation.closed"]
    assert [frame["type"] for frame in await visitor.settle() if "seq" in frame] == spoken
    heard = [frame for frame in await desk.settle() if "seq" in frame]
    assert [frame["type"] for frame in heard] == [*spoken[:2], "message.created", spoken[3]]


async def test_a_corrected_customer_is_seen_at_once(people: People) -> None:
    visitor, desk = await people.visitor(), await people.agent(people.shop.karin)
    id = await opened(visitor)
    await visitor.ask("visitor.update", name="Norra")
    await desk.settle()

    def correct() -> int:
        program = Program(people.shop.karin)
        customer = Conversation.objects.get(pk=id).visitor.customer
        return int(program.send("patch", f"customers/{customer.pk}/", name="Nora").status_code)

    assert await outside(correct) == 200
    (frame,) = [frame for frame in await desk.settle() if frame["type"] == "visitor.changed"]
    assert frame["visitor"]["name"] == "Nora"
