"""A status and its reason: told to colleagues, true on every socket, and kept as an interval."""

from agents.models import Agent, AgentStatus
from tests.chat.shop import Shop
from tests.chat.wire import Frame, People, Tab, outside


async def test_a_reason_is_told_to_those_who_are_here_and_those_who_come(shop: Shop, people: People) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await mara.settle()
    await mara.ask("agent.status", status="away", reason="  lunch ")
    told = await changed(jonas, "away")
    assert told["reason"] == "lunch"
    later = await people.agent(shop.mara)
    assert (later.welcome["agent"]["status"], later.welcome["agent"]["reason"]) == ("away", "lunch")
    (card,) = [row for row in later.welcome["agents"] if row["id"] == shop.mara.pk]
    assert (card["status"], card["reason"], card["online"]) == ("away", "lunch", False)


async def test_who_is_invisible_is_so_to_no_one_else(shop: Shop, people: People) -> None:
    mara, other_tab = await people.agent(shop.mara), await people.agent(shop.mara)
    jonas = await people.agent(shop.jonas)
    await mara.ask("agent.status", status="invisible", reason="quiet work")
    told = await changed(jonas, "offline")
    assert told["reason"] == ""
    for tab in (mara, other_tab):
        assert (await changed(tab, "invisible"))["id"] == shop.mara.pk
    assert "invisible" not in str(await jonas.settle())
    (card,) = [row for row in (await people.agent(shop.jonas)).welcome["agents"] if row["id"] == shop.mara.pk]
    assert (card["status"], card["reason"]) == ("offline", "")


async def test_of_an_agent_hears_who_knows_of_them_and_nobody_elsewhere(shop: Shop, people: People) -> None:
    def given() -> None:
        shop.olga.sites.add(shop.other_site)
        Agent.objects.get(pk=shop.jonas.pk).departments.clear()
        shop.jonas.sites.add(shop.site)

    await outside(given)
    mara, olga = await people.agent(shop.mara), await people.agent(shop.olga)
    near = [await people.agent(agent) for agent in (shop.nora, shop.jonas, shop.karin)]
    await olga.settle()
    await mara.ask("agent.status", status="away", reason="lunch")
    for tab in near:
        assert (await changed(tab, "away"))["reason"] == "lunch"
    assert [frame["type"] for frame in await olga.settle()] == []


async def test_another_reason_is_another_interval(shop: Shop, people: People) -> None:
    mara = await people.agent(shop.mara)
    for reason in ("lunch", "lunch", "meeting"):
        await mara.ask("agent.status", status="away", reason=reason)
    rows = await outside(lambda: list(AgentStatus.objects.order_by("pk").values_list("reason", "ended_at")))
    assert [(reason, ended is None) for reason, ended in rows] == [("lunch", False), ("meeting", True)]


async def changed(tab: Tab, status: str) -> Frame:
    """Return the next card of Mara with this status."""
    while True:
        frame = await tab.until("agent.changed")
        if (frame["agent"]["name"], frame["agent"]["status"]) == ("Mara", status):
            card: Frame = frame["agent"]
            return card
