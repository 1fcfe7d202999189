"""Searching over an agent's socket."""

from collections.abc import Callable

from chat.sessions import limits
from tests.chat.shop import Shop
from tests.chat.wire import People, opened


async def test_what_was_said_is_found_with_its_line(shop: Shop, people: People) -> None:
    visitor = await people.visitor()
    id = await opened(visitor, "Will the bench fit?", department=shop.sales.pk)
    mara, olga = await people.agent(shop.mara), await people.agent(shop.olga)
    await mara.ask("message.send", conversation=id, text="A bench of oak does", audience="agents")
    answer = await mara.ask("inbox.search", words="bench oak")
    (hit,) = answer["found"]
    assert (hit["conversation"]["id"], hit["line"]["text"], hit["line"]["audience"]) == (
        id,
        "A bench of oak does",
        "agents",
    )
    assert (answer["searched"], answer["all"], answer["before"]) == (1, True, None)
    assert (await olga.ask("inbox.search", words="bench"))["found"] == []
    assert (await visitor.ask("inbox.search", words="oak"))["code"] == "unknown_type"


async def test_nonsense_is_refused(shop: Shop, people: People) -> None:
    mara = await people.agent(shop.mara)
    for words in ("", "   ", "x" * 201, "a b c d e f g h i", "nul\0", 5):
        assert (await mara.ask("inbox.search", words=words))["code"] == "invalid"
    assert (await mara.ask("inbox.search", words="x", before="nowhere"))["found"] == []


async def test_searches_have_an_allowance_of_their_own(
    allow: Callable[..., None], shop: Shop, people: People
) -> None:
    allow(AGENT_MESSAGES_PER_SECOND=1)
    limits._searches.cache_clear()
    one, other = await people.agent(shop.mara), await people.agent(shop.mara)
    answers = [await tab.ask("inbox.search", words="oak") for tab in (one, other)]
    assert [answer.get("code") for answer in answers] == [None, "too_many"]
    limits._searches.cache_clear()
