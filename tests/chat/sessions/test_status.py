"""A status and its reason: told to colleagues, true on every socket, and kept as an interval."""

from agents.models import Agent, AgentStatus, Department
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


async def test_who_hears_of_a_status_is_who_knows_the_agent(shop: Shop, people: People) -> None:
    def join() -> list[Agent]:
        keeper = Agent.objects.create_user("siri@example.com", name="Siri")
        keeper.sites.add(shop.other_site)
        alone = Agent.objects.create_user("finn@example.com", name="Finn")
        nowhere = Department.objects.create(name="On no site")
        nowhere.agents.add(shop.nora, shop.olga)
        return [shop.mara, shop.jonas, shop.nora, shop.olga, shop.karin, keeper, alone]

    tabs = {agent.name: await people.agent(agent) for agent in await outside(join)}
    for tab in tabs.values():
        await tab.settle()
    for tab in tabs.values():
        await tab.ask("agent.status", status="away")
    heard = {name: {frame["agent"]["name"] for frame in await tab.settle()} for name, tab in tabs.items()}
    assert heard == {name: {row["name"] for row in tab.welcome["agents"]} for name, tab in tabs.items()}
    assert heard["Mara"] == {"Mara", "Jonas", "Nora"}
    assert heard["Olga"] == {"Olga", "Nora", "Siri"}


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
