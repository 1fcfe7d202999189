"""The way in: by invitation, with a second factor, not by guessing; and the way out, everywhere."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from realtime.ids import new_id
from tests.agents.authenticator import shown_code
from tests.stories.browser import People, assert_accessible
from tests.stories.server import Installation, Server

PASSWORD = "visavis-demo"
NEW_PASSWORD = "a long new secret"
SIGNED_OUT = "You are signed out"
LIMITED = "Too many wrong tries"

Colleague = Callable[[], str]


@pytest.fixture(scope="module")
def office(blank: Installation) -> Iterator[Server]:
    """Return a server of its own: what happens here would lock people of other stories out."""
    installation = Installation(like=blank, TRUSTED_PROXIES="1", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    try:
        yield installation.serve("quickstart")
    finally:
        installation.close()


@pytest.fixture
def colleague(office: Server) -> Colleague:
    """Return how to get somebody new on the team, who may do everything."""

    def make() -> str:
        email = f"{new_id()}@example.com"
        office.installation.manage("createsuperuser", "--noinput", f"--email={email}", "--name=Ida Sand")
        return email

    return make


def sign_in(page: Page, office: Server, email: str, password: str = PASSWORD) -> Page:
    page.goto(office.url.replace("127.0.0.1", "localhost") + "/console/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Your status and sign-out")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url("**/accounts/login/*")


def to_account(page: Page, office: Server, path: str) -> Page:
    page.goto(office.url.replace("127.0.0.1", "localhost") + path)
    return page


def confirm(page: Page) -> None:
    """Give the password once more, as is asked before something that matters."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def mailed_link(office: Server, to: str) -> str:
    """Return the link of the last mail to somebody; without a mail server mails are printed."""
    link = re.compile(
        rf"^To: {re.escape(to)}$.*?(https?://\S+/password/reset/key/\S+)", re.DOTALL | re.MULTILINE
    )
    deadline = time.monotonic() + 10
    while not (found := link.findall(office.log.read_text())):
        assert time.monotonic() < deadline, "no mail was printed"
        time.sleep(0.05)
    return str(found[-1])


def test_whoever_is_invited_joins(people: People, office: Server, colleague: Colleague) -> None:
    owner = people.arrive()
    owner.goto(office.url + "/admin/")
    expect(owner.get_by_role("heading", name="Sign in")).to_be_visible()
    owner.get_by_label("E-mail").fill(colleague())
    owner.get_by_label("Password").fill(PASSWORD)
    owner.get_by_role("button", name="Sign in", exact=True).click()
    owner.wait_for_url("**/admin/")
    owner.goto(office.url + "/admin/agents/agent/add/")
    email = f"{new_id()}@example.com"
    owner.locator("#id_email").fill(email)
    owner.locator("#id_name").fill("Nils Brandt")
    owner.locator("input[name=_save]").click()
    owner.wait_for_url(re.compile(r"/admin/agents/agent/"))

    guest = people.arrive()
    link = mailed_link(office, email)
    guest.goto(link)
    expect(guest.get_by_role("heading", name="Set a password")).to_be_visible()
    assert_accessible(guest)
    guest.get_by_label("New password").fill(NEW_PASSWORD)
    guest.get_by_label("Once more").fill(NEW_PASSWORD)
    guest.get_by_role("button", name="Set it and sign in").click()
    guest.wait_for_url("**/console/")
    expect(guest.get_by_role("button", name=re.compile("^Nils Brandt, Online"))).to_be_visible()

    late = people.arrive()
    late.goto(link)
    expect(late.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert_accessible(late)


def test_a_forgotten_password_is_set_anew(people: People, office: Server, colleague: Colleague) -> None:
    email, page = colleague(), people.arrive()
    page.goto(office.url + "/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert_accessible(page)
    page.goto(mailed_link(office, email))
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_label("Once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set it and sign in").click()
    page.wait_for_url("**/console/")
    sign_in(people.arrive(), office, email, NEW_PASSWORD).wait_for_url("**/console/")


def test_an_app_is_the_second_factor(people: People, office: Server, colleague: Colleague) -> None:
    email = colleague()
    page = sign_in(people.arrive(), office, email)
    page.get_by_role("button", name=re.compile("Your status and sign-out")).click()
    page.get_by_role("menuitem", name="Your account").click()
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    secret = page.locator("#secret").inner_text()
    assert_accessible(page)
    page.get_by_label("Code of your authenticator app").fill(shown_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    codes = page.locator("#codes li").all_inner_texts()
    assert len(set(codes)) == 10
    assert_accessible(page)

    other = sign_in(people.arrive(), office, email)
    expect(other.get_by_role("heading", name="One more step")).to_be_visible()
    assert_accessible(other)
    other.get_by_label("Code of your app").fill("not it")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_text("That is not right")).to_be_visible()
    # The one that set it up is used: this is what the app shows next.
    other.get_by_label("Code of your app").fill(shown_code(secret, at=time.time() + 30))
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url("**/console/")

    third = sign_in(people.arrive(), office, email)
    third.get_by_label("Code of your app").fill(codes[0])
    third.get_by_role("button", name="Sign in", exact=True).click()
    third.wait_for_url("**/console/")


def test_a_passkey_alone_lets_one_in(people: People, office: Server, colleague: Colleague) -> None:
    page = sign_in(people.arrive(), office, colleague())
    page.wait_for_url("**/console/")
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    to_account(page, office, "/accounts/2fa/keys/add/")
    confirm(page)
    page.get_by_label("Name, to tell your keys apart").fill("This laptop")
    page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    to_account(page, office, "/accounts/2fa/keys/")
    expect(page.get_by_text("Signs in without a password.")).to_be_visible()
    assert_accessible(page)

    to_account(page, office, "/console/")
    sign_out(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url("**/console/")
    sign_out(page)

    refusing = {"authenticatorId": key, "isUserVerified": False}
    authenticator.send("WebAuthn.setUserVerified", refusing)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_text("The key did not answer, or you stopped it.")).to_be_visible()
    assert_accessible(page)


def test_signing_out_elsewhere_closes_the_console_there(
    people: People, office: Server, colleague: Colleague
) -> None:
    email = colleague()
    there, here = (sign_in(people.arrive(), office, email) for _ in range(2))
    expect(there.get_by_role("button", name=re.compile("^Ida Sand"))).to_be_visible()
    here.wait_for_url("**/console/")
    to_account(here, office, "/accounts/sessions/")
    assert_accessible(here)
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("You are signed in nowhere else.")).to_be_visible()
    expect(there.get_by_text(SIGNED_OUT)).to_be_visible(timeout=5_000)
    to_account(here, office, "/console/")
    expect(here.get_by_role("button", name=re.compile("^Ida Sand"))).to_be_visible()


def test_who_is_deactivated_is_out_within_five_seconds(
    people: People, office: Server, colleague: Colleague
) -> None:
    email = colleague()
    agent = sign_in(people.arrive(), office, email)
    expect(agent.get_by_role("button", name=re.compile("^Ida Sand"))).to_be_visible()
    owner = sign_in(people.arrive(), office, colleague())
    owner.wait_for_url("**/console/")
    to_account(owner, office, f"/admin/agents/agent/?q={email}")
    owner.locator("#result_list tbody th a").click()
    owner.locator("#id_is_active").uncheck()
    owner.locator("input[name=_save]").click()
    owner.wait_for_url(re.compile(r"/admin/agents/agent/(\?|$)"))
    expect(agent.get_by_text(SIGNED_OUT)).to_be_visible(timeout=5_000)
    sign_in(agent, office, email)
    expect(agent.get_by_text("E-mail and password do not match.")).to_be_visible()


def test_guessing_ends_for_the_account_and_for_the_address(
    people: People, office: Server, colleague: Colleague
) -> None:
    email = colleague()
    guesser = people.arrive(extra_http_headers={"X-Forwarded-For": "203.0.113.7"})
    for _ in range(10):
        sign_in(guesser, office, email, "wrong")
        expect(guesser.get_by_text("E-mail and password do not match.")).to_be_visible()
    for someone in (email, "nobody@example.com"):
        sign_in(guesser, office, someone, "wrong")
        expect(guesser.get_by_text(LIMITED)).to_be_visible()
    assert_accessible(guesser)
    elsewhere = people.arrive(extra_http_headers={"X-Forwarded-For": "203.0.113.8"})
    sign_in(elsewhere, office, email)
    expect(elsewhere.get_by_text(LIMITED)).to_be_visible()
    sign_in(elsewhere, office, colleague()).wait_for_url("**/console/")


@pytest.mark.several_processes
def test_two_processes_count_together(people: People, office: Server, colleague: Colleague) -> None:
    second = office.installation.serve()
    email, page = colleague(), people.arrive(extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    for turn in range(10):
        sign_in(page, (office, second)[turn % 2], email, "wrong")
        expect(page.get_by_text("E-mail and password do not match.")).to_be_visible()
    for server in (office, second):
        sign_in(page, server, email)
        expect(page.get_by_text(LIMITED)).to_be_visible()


def test_nobody_signs_up(people: People, office: Server) -> None:
    people.expect_error("404")
    page = people.arrive()
    page.goto(office.url + "/accounts/login/")
    expect(page.get_by_role("link", name=re.compile("sign up|register", re.IGNORECASE))).to_have_count(0)
    page.goto(office.url + "/accounts/signup/")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_used_by_everybody(
    people: People, office: Server, colleague: Colleague, scheme: str
) -> None:
    page = people.arrive(color_scheme=scheme, viewport={"width": 390, "height": 844})
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/inactive/"):
        assert_accessible(to_account(page, office, path))
    sign_in(page, office, colleague()).wait_for_url("**/console/")
    pages = ["", "keys/", "../sessions/", "../password/change/", "totp/activate/"]
    for path in pages:
        assert_accessible(to_account(page, office, "/accounts/2fa/" + path))
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    assert_accessible(page)
    confirm(page)
    for path in ("totp/activate/", "keys/add/"):
        assert_accessible(to_account(page, office, "/accounts/2fa/" + path))
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
