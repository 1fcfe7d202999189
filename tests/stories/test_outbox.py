"""The order in which the socket client of widget and console says what it keeps until it is answered."""

import pytest
from playwright.sync_api import Page

from tests.stories.server import Server

# A line of which the story says what the server answers: each frame is refused once and accepted when it comes again.
SAY = """async (frames) => {
  const { VisavisSocket } = await import("/static/shared/socket.js");
  const said = [], tries = {};
  const answer = ({ client_id }) => {
    tries[client_id] = (tries[client_id] ?? 0) + 1;
    const refused = { type: "nack", code: "busy", client_id, retry: true };
    doors.receive(tries[client_id] > 1 ? { type: "ack", client_id } : refused);
  };
  const carrier = {
    close() {},
    send(sent) {
      for (const frame of sent) {
        said.push(frame.client_id);
        setTimeout(answer, 0, frame);
      }
    },
  };
  let doors;
  const store = { load() {}, save() {} };
  const carry = (_open, given) => ((doors = given), carrier);
  const socket = new VisavisSocket({ url: "", hello: () => ({}), store, carry });
  await socket.start();
  doors.receive({ type: "welcome" });
  await Promise.all(frames.map((frame) => socket.request(frame)));
  socket.stop();
  return said;
}"""


@pytest.fixture
def bench(page: Page, server: Server) -> Page:
    """Return a page that may load the scripts."""
    page.goto(f"{server.url}/accounts/login/")
    return page


def test_what_is_said_of_the_same_thing_never_overtakes_itself(bench: Page) -> None:
    wishes = [
        {"type": "preference.set", "client_id": "quiet"},
        {"type": "preference.set", "client_id": "undone"},
    ]
    assert bench.evaluate(SAY, wishes) == ["quiet", "quiet", "undone", "undone"]


def test_what_is_said_of_different_things_does_not_wait_for_each_other(bench: Page) -> None:
    different = [
        {"type": "conversation.open", "client_id": "first"},
        {"type": "conversation.open", "client_id": "second"},
        {"type": "message.send", "client_id": "third", "conversation": "01m8"},
        {"type": "visitor.update", "client_id": "fourth"},
    ]
    assert bench.evaluate(SAY, different)[:4] == ["first", "second", "third", "fourth"]
