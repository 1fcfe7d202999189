"""The outbox: in order, bounded, never awaited by a sender."""

import asyncio
from types import SimpleNamespace

import pytest

from realtime import outbox as outbox_module
from realtime.outbox import TRY_AGAIN_LATER, Outbox


class Socket:
    """The far end: takes frames while its gate is open."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.closes: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.gone = False

    async def send(self, frame: str) -> None:
        await self.gate.wait()
        if self.gone:
            raise OSError("gone")
        self.frames.append(frame)

    async def close(self, code: int) -> None:
        self.closes.append(code)


async def beat(outbox: Outbox) -> None:
    while True:
        outbox.push("heartbeat")
        await asyncio.sleep(0.01)


@pytest.fixture
async def socket() -> Socket:
    return Socket()


@pytest.fixture
async def outbox(socket: Socket) -> Outbox:
    return Outbox(socket.send, socket.close)


async def test_frames_go_out_in_the_order_they_were_pushed(outbox: Outbox, socket: Socket) -> None:
    for n in range(100):
        outbox.push(str(n))
    await outbox.flush()
    assert socket.frames == [str(n) for n in range(100)]


async def test_an_idle_outbox_is_used_again(outbox: Outbox, socket: Socket) -> None:
    for word in ("one", "two"):
        outbox.push(word)
        await outbox.flush()
    assert socket.frames == ["one", "two"]


async def test_pushing_never_waits_for_a_reader_who_does_not_take(outbox: Outbox, socket: Socket) -> None:
    socket.gate.clear()
    outbox.push("one")
    await asyncio.sleep(0)
    outbox.push("two")
    assert (socket.frames, outbox.closed) == ([], False)
    socket.gate.set()
    await outbox.flush()
    assert socket.frames == ["one", "two"]


async def test_too_many_frames_close_the_socket(
    outbox: Outbox, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "MAX_FRAMES", 5)
    socket.gate.clear()
    for n in range(10):
        outbox.push(str(n))
    await until(lambda: socket.closes)
    assert (socket.closes, outbox.closed) == ([TRY_AGAIN_LATER], True)


async def test_too_much_text_closes_the_socket(
    outbox: Outbox, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "MAX_CHARACTERS", 1000)
    socket.gate.clear()
    outbox.push("one")
    outbox.push("x" * 1001)
    await until(lambda: socket.closes)
    assert socket.closes == [TRY_AGAIN_LATER]


async def test_a_reader_who_takes_nothing_for_too_long_is_closed(
    outbox: Outbox, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "STALL_SECONDS", 0.05)
    socket.gate.clear()
    outbox.push("one")
    heartbeats = asyncio.create_task(beat(outbox))
    await until(lambda: socket.closes)
    heartbeats.cancel()
    assert (socket.frames, socket.closes) == ([], [TRY_AGAIN_LATER])


async def test_a_slow_but_steady_reader_is_not_closed(
    socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(outbox_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(outbox_module, "STALL_SECONDS", 0.4)

    async def send_slowly(frame: str) -> None:
        await asyncio.sleep(0)
        now[0] += 0.3
        socket.frames.append(frame)

    outbox = Outbox(send_slowly, socket.close)
    for n in range(0, 10, 2):  # faster than they are taken
        outbox.push(str(n))
        outbox.push(str(n + 1))
        await asyncio.sleep(0)
    await outbox.flush()
    assert (len(socket.frames), socket.closes) == (10, [])


async def test_a_closed_outbox_takes_nothing_more(outbox: Outbox, socket: Socket) -> None:
    socket.gate.clear()
    outbox.push("one")
    outbox.close()
    outbox.push("two")
    socket.gate.set()
    await asyncio.sleep(0.01)
    assert socket.frames == []


async def test_a_frame_needs_no_task_while_the_socket_takes_it(outbox: Outbox, socket: Socket) -> None:
    tasks = asyncio.all_tasks()
    outbox.push("one")
    assert (socket.frames, asyncio.all_tasks()) == (["one"], tasks)


async def test_a_peer_that_went_away_harms_nobody(outbox: Outbox, socket: Socket) -> None:
    socket.gone = True
    outbox.push("one")
    await outbox.flush()
    assert (outbox.closed, socket.closes) == (True, [])


async def until(condition: object, seconds: float = 2.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
