"""Who is here: online is who chose it and shows a sign of life."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from agents.models import Agent, AgentStatus, ApiToken
from chat import presence
from chat.follow_ups import post_due
from chat.models.snoozing import wake_due
from chat.sessions.agent import AgentSession
from chat.timetable import timetable
from realtime.runtime import runtime
from tests.chat.shop import Shop
from tests.chat.wire import People, outside


async def test_a_status_is_told_kept_as_an_interval_and_repeated_for_free(shop: Shop, people: People) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await jonas.settle()
    for status in ("away", "away", "online"):
        await mara.ask("agent.status", status=status, reason="Lunch")
    told = [frame["agent"] for frame in await jonas.settle() if frame["type"] == "agent.changed"]
    assert [(agent["name"], agent["status"], agent["online"]) for agent in told] == [
        ("Mara", "away", False),
        ("Mara", "online", True),
    ]
    rows = await outside(lambda: list(AgentStatus.objects.order_by("pk")))
    assert [(row.status, row.reason, row.ended_at is None) for row in rows] == [
        ("away", "Lunch", False),
        ("online", "Lunch", True),
    ]


async def test_who_is_invisible_looks_offline(shop: Shop, people: People) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await jonas.settle()
    await mara.ask("agent.status", status="invisible")
    told = await jonas.until("agent.changed")
    assert (told["agent"]["status"], told["agent"]["online"]) == ("offline", False)


async def test_who_shows_no_sign_of_life_has_left(shop: Shop, people: People) -> None:
    jonas, visitor = await people.agent(shop.jonas), await people.visitor()
    desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
    await people.hang_up(desk, phone)
    await jonas.settle()
    await visitor.settle()
    long_ago = timezone.now() - timedelta(seconds=46)
    await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
    for _ in range(2):
        await outside(presence.tell_who_left)
    (told,) = await jonas.settle()
    assert (told["agent"]["name"], told["agent"]["online"]) == ("Mara", False)
    (available,) = await visitor.settle()
    assert [agent["name"] for agent in available["agents"]] == ["Jonas"]


async def test_a_hello_that_came_to_nothing_takes_nobody_away(
    shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any) -> Any:
        raise OperationalError("the database is away")

    await people.agent(shop.mara)
    token = await outside(lambda: ApiToken.issue(shop.mara))
    second = people.socket("/ws/agent/", headers=[("authorization", f"Bearer {token}")])
    await people.connected(second)
    monkeypatch.setattr(AgentSession, "_welcome", away)
    await second.send("hello", protocol=1)
    assert await second.closed() == 1013
    await people.hang_up(second)
    long_ago = timezone.now() - timedelta(seconds=46)
    await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
    await outside(presence.mark_alive)
    assert (await outside(lambda: Agent.objects.get(pk=shop.mara.pk))).is_online


async def test_the_heartbeat_keeps_alive_who_is_here_and_tells_who_left(shop: Shop, people: People) -> None:
    assert runtime.pulse.each_beat == [
        presence.mark_alive,
        presence.tell_who_left,
        timetable.look,
        wake_due,
        post_due,
    ]
    desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
    await people.hang_up(desk)
    long_ago = timezone.now() - timedelta(seconds=46)
    for tab, online in ((None, True), (phone, False)):
        if tab is not None:
            await people.hang_up(tab)
        await outside(lambda: Agent.mark_alive([shop.mara.pk], at=long_ago))
        await outside(presence.mark_alive)
        assert (await outside(lambda: Agent.objects.get(pk=shop.mara.pk))).is_online is online
