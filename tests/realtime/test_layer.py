"""Between processes: what one hub publishes, the others deliver; without a layer there is nothing to do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
from channels.layers import get_channel_layer
from django.db import connection

from realtime import layer as layer_module
from realtime.hub import Delivery, Hub, publish
from realtime.layer import LayerLink
from tests.realtime.test_hub import Listener, following, frame


@pytest.fixture
async def processes() -> AsyncIterator[tuple[Hub, Hub]]:
    """Two hubs as in two server processes, subscribed."""
    links = [LayerLink(Hub()), LayerLink(Hub())]
    for link in links:
        link.start()
    await hear_each_other(*(link.hub for link in links))
    yield links[0].hub, links[1].hub
    for link in links:
        await link.stop()


async def hear_each_other(here: Hub, there: Hub) -> None:
    """Return once each hears what the other says; subscribing takes a moment."""
    for speaker, hearer in ((here, there), (there, here)):
        listener = following(hearer, "test:ready")

        def heard(speaker: Hub = speaker, listener: Listener = listener) -> bool:
            speaker.publish([frame("ready", "test:ready")])
            return bool(listener.heard)

        await until(heard, pause=0.05)
        hearer.leave(listener, ["test:ready"])


@pytest.mark.one_process
async def test_one_process_needs_no_layer() -> None:
    link = LayerLink(Hub())
    link.start()
    assert get_channel_layer() is None
    assert link.hub.uplink is None
    await link.stop()


@pytest.mark.several_processes
async def test_what_is_published_here_is_delivered_there(processes: tuple[Hub, Hub]) -> None:
    here, there = processes
    near, far = following(here, "conversation:1"), following(there, "conversation:1")
    here.publish([frame(str(n), seq=n) for n in range(1, 51)])
    here.publish([frame("51", seq=51)])
    await until(lambda: len(far.heard) >= 51)
    assert near.heard == far.heard == [str(n) for n in range(1, 52)]


@pytest.mark.several_processes
async def test_a_delivery_arrives_whole(processes: tuple[Hub, Hub]) -> None:
    here, there = processes
    got: list[Delivery] = []
    reader = following(there, "b")
    reader.receive = got.append
    sent = Delivery(("a", "b"), '{"é": 1}', "c", 7, "agents", "socket", {"visitor": "v", "agent": None})
    here.publish([sent])
    await until(lambda: got)
    assert got == [sent]


@pytest.mark.several_processes
@pytest.mark.django_db(transaction=True)
async def test_a_command_reaches_the_servers(processes: tuple[Hub, Hub]) -> None:
    listeners = [following(hub, "conversation:1") for hub in processes]

    def command() -> None:
        publish(frame("from a command"))
        connection.close()

    await asyncio.to_thread(command)
    await until(lambda: all(listener.heard for listener in listeners))
    assert [listener.heard for listener in listeners] == [["from a command"]] * 2


@pytest.mark.several_processes
async def test_a_layer_that_is_away_harms_nobody(
    processes: tuple[Hub, Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = processes
    near, far = following(here, "conversation:1"), following(there, "conversation:1")

    async def away(*_: object) -> None:
        raise ConnectionError("away")

    with monkeypatch.context() as broken:
        broken.setattr(get_channel_layer(), "group_send", away)
        here.publish([frame("lost", seq=1)])
        assert near.heard == ["lost"]
        await asyncio.sleep(0.1)
    here.publish([frame("back", seq=2)])
    await until(lambda: far.heard)
    assert far.heard == ["back"]


@pytest.mark.several_processes
@pytest.mark.parametrize("how", ["raises", "swallows"])
async def test_after_a_gap_everybody_is_called_to_catch_up(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(layer_module, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(layer_module, "RETRY_SECONDS", 0.05)
    called: list[str] = []
    links = [LayerLink(Hub(), partial(called.append, name)) for name in ("here", "there")]
    for link in links:
        link.start()
    await hear_each_other(*(link.hub for link in links))
    await until(lambda: not any(link._gap for link in links))
    called.clear()

    async def away(*_: object) -> None:
        if how == "raises":
            raise ConnectionError("away")

    with monkeypatch.context() as broken:
        broken.setattr(get_channel_layer(), "group_send", away)
        await until(lambda: all(link._gap for link in links))
        assert called == []
    await until(lambda: set(called) == {"here", "there"} and not any(link._gap for link in links))
    for link in links:
        await link.stop()


async def test_a_queue_nobody_empties_drops_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    link = LayerLink(Hub())
    for n in range(layer_module.MAX_QUEUED + 5):
        link.send([frame(str(n))])
    assert len(link._queue) == layer_module.MAX_QUEUED


async def until(condition: Callable[[], object], *, seconds: float = 5.0, pause: float = 0.01) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(pause)
