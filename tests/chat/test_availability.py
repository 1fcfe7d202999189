"""Who is here, as many visitors at once are told without asking the database each."""

import asyncio

from asgiref.sync import sync_to_async

from agents.models import Agent
from chat import presence
from chat.availability import STAFF, Board, availability
from realtime.hub import Delivery, hub
from realtime.runtime import Runtime
from tests.chat.shop import Shop


async def test_what_was_just_read_is_told_again(process: Runtime, shop: Shop) -> None:
    board = Board(availability)
    first = await board.of(shop.site.pk)
    assert await board.of(shop.site.pk) is first
    assert first == await sync_to_async(availability)(shop.site.pk)


async def test_it_is_forgotten_when_an_agent_comes_or_goes(process: Runtime, shop: Shop) -> None:
    board = Board(availability)
    hub.follow(board, STAFF)
    before = await board.of(shop.site.pk)
    agent = await Agent.objects.filter(departments__sites=shop.site).afirst()
    assert agent is not None
    await Agent.objects.filter(pk=agent.pk).aupdate(status=Agent.Status.ONLINE)
    await sync_to_async(Agent.mark_alive)([agent.pk])
    await sync_to_async(presence.announce)(agent)
    after = await board.of(shop.site.pk)
    hub.leave(board, [STAFF])
    assert (len(before["agents"]), [card["id"] for card in after["agents"]]) == (0, [agent.pk])


async def test_what_changed_while_it_was_read_is_not_kept(process: Runtime, shop: Shop) -> None:
    board = Board(availability)
    reading = asyncio.create_task(board.of(shop.site.pk))
    await asyncio.sleep(0)  # the read is on its way
    board.receive(Delivery((STAFF,), "{}"))
    first = await reading
    assert await board.of(shop.site.pk) is not first
