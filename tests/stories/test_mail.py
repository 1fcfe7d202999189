"""Somebody leaves before the answer comes: it follows by mail, and its link leads back on another device."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.letterbox import letterbox, links_in, part
from tests.stories.roles import Agent, Visitor
from tests.stories.server import Installation

ADDRESS = "sofia@mail.example"
# Nobody waits for three minutes here: the answer counts as that old.
NOW = (
    "from django.utils import timezone; from chat.models import Conversation;"
    "print(Conversation.objects.filter(follow_up='due').update(follow_up_at=timezone.now()))"
)
INTRODUCE = """async (email) => {
  const hello = { type: "hello", protocol: 1, token: localStorage.getItem("visavis:demo:token") };
  const update = { type: "visitor.update", id: "u", name: "Sofia", email };
  const body = JSON.stringify({ frames: [hello, update] });
  return (await fetch("/w/demo/sync", { method: "POST", body })).status;
}"""


def test_an_answer_follows_whoever_has_left(
    people: People, fresh_installation: Callable[..., Installation]
) -> None:
    with letterbox() as box:
        house = fresh_installation(EMAIL_URL=box.url)
        server = house.serve("quickstart --no-visitors")
        sofia = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
        sofia.begin("Is the table made of one tree?")
        sofia.sees("Is the table made of one tree?")
        expect(sofia.chat.get_by_text("sending")).to_have_count(0)  # who she is, is kept by now
        frame = next(frame for frame in sofia.page.frames if "/w/demo/chat" in frame.url)
        assert frame.evaluate(INTRODUCE, ADDRESS) == 200
        sofia.page.close()

        mara = Agent(people.arrive(), server)
        mara.take("Is the table made of one tree?")
        mara.answer("The top is. The legs are from another.")
        mara.sees("The top is. The legs are from another.")
        assert house.manage("shell", "-c", NOW).split()[-1] == "1"
        first = box.wait_for(1, mara.page)
        mara.sees("The answer went out by e-mail")
        expect(mara.page.get_by_text("Sent by e-mail")).to_be_visible()
        assert (first["To"], first["Subject"]) == (ADDRESS, "Fjordwood has answered you")
        for kind in ("plain", "html"):
            assert "The legs are from another." in part(first, kind)
        link, stop = links_in(first)

        phone = people.arrive(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        go_on(phone, link)
        expect(phone.get_by_text("The top is. The legs are from another.")).to_be_visible()
        assert "link" not in phone.url
        write(phone, "Then I take it.")
        mara.sees("Then I take it.")
        phone.reload()
        expect(phone.get_by_role("log").get_by_text("Then I take it.")).to_be_visible()

        other = people.arrive(color_scheme="dark")
        other.goto(link.partition("#")[0])
        other.get_by_role("button", name="Start a conversation").click()
        write(other, "Of somebody else.")
        go_on(other, link)
        expect(other.get_by_role("heading", name="This link is used up")).to_be_visible()
        assert_accessible(other)
        other.get_by_role("button", name="Send me a new link").click()
        expect(other.get_by_text("On its way. Look into your mail.")).to_be_visible()
        second = box.wait_for(2, other)
        assert (second["To"], second["References"]) == (ADDRESS, first["References"])
        go_on(other, links_in(second)[0])
        expect(other.get_by_text("Then I take it.")).to_be_visible()
        other.reload()
        expect(other.get_by_text("Then I take it.")).to_be_visible()
        tab = other.context.new_page()
        tab.goto(link.partition("#")[0])
        expect(tab.get_by_text("Of somebody else.")).to_be_visible()  # who one was here is not lost

        other.goto(stop)
        assert_accessible(other)
        other.get_by_role("button", name="No more mails").click()
        expect(other.get_by_text("What we answer still stands")).to_be_visible()
        mara.sees("Sofia wants no more e-mail about this")
        assert link.partition("#")[2] not in server.log.read_text()
        assert server.tracebacks() == []


def go_on(page: Page, link: str) -> None:
    """Open the link of a mail and go on with it."""
    page.goto("about:blank")  # the same address with another fragment would not load anew
    page.goto(link)
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go on here").click()


def write(page: Page, text: str) -> None:
    """Write on the page of the chat itself."""
    page.get_by_role("textbox", name="Write a message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
