"""Nobody signs up; agents join by a mail from an owner, and set another password by a mail they ask for."""

import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client, RequestFactory

from agents.adapter import SignInAdapter
from agents.models import Agent
from realtime.post import delivered
from tests.chat.shop import Shop
from visitors.models import AuditEvent

pytestmark = pytest.mark.usefixtures("fresh_limits")

PASSWORD = {"password1": "quite a long secret", "password2": "quite a long secret"}


def mails() -> list[Any]:
    """Return what has left."""
    delivered().result(timeout=10)
    return list(getattr(mail, "outbox", []))


def link_of(message: Any) -> str:
    """Return the path of the link in a mail."""
    return str(re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", message.body)[1])


def owner(shop: Shop) -> Client:
    client = Client()
    client.force_login(shop.karin)
    return client


def invite(shop: Shop, email: str = "New@Example.com", name: str = "Ida Sand") -> Agent:
    form = {"email": email, "name": name, "role": "agent", "departments": [shop.sales.pk]}
    assert owner(shop).post("/admin/agents/agent/add/", form).status_code == 302
    return Agent.objects.get(email=email.lower())


class TestSigningUp:
    """There is no such thing."""

    @pytest.mark.parametrize(
        "path",
        [
            "/accounts/signup/",
            "/accounts/signup/passkey/",
            "/accounts/2fa/keys/signup/",
            "/accounts/3rdparty/signup/",
            "/accounts/social/signup/",
            "/accounts/email/",
            "/accounts/login/code/",
        ],
    )
    def test_there_is_no_address_for_it(self, client: Client, shop: Shop, path: str) -> None:
        before = Agent.objects.count()
        form = {"email": "x@example.com"} | PASSWORD
        assert client.get(path).status_code == client.post(path, form).status_code == 404
        assert Agent.objects.count() == before

    def test_the_door_itself_is_closed_to_it(self, client: Client, shop: Shop) -> None:
        assert client.get("/accounts/login/").context["signup_url"] is None
        assert get_adapter().is_open_for_signup(RequestFactory().get("/")) is False


class TestInvitation:
    """An owner gives a name and an address; the rest is done by whoever is invited."""

    def test_whoever_is_invited_sets_a_password_once_and_is_in(self, shop: Shop) -> None:
        agent = invite(shop)
        assert (agent.has_usable_password(), agent.role) == (False, "agent")
        assert list(agent.departments.all()) == [shop.sales]
        (message,) = mails()
        assert message.to == ["new@example.com"]
        assert "Karin" in message.subject and "Ida Sand" in message.body
        client = Client()
        form = client.get(link_of(message))["Location"]
        assert client.post(form, {"password1": "short", "password2": "short"}).status_code == 200
        assert client.post(form, PASSWORD)["Location"] == "/console/"
        assert client.session[SESSION_KEY] == agent.pk
        again = Client().get(link_of(message))
        assert "This link does not work" in again.content.decode()
        assert list(AuditEvent.objects.filter(noun_id=agent.pk).values_list("verb", flat=True)) == [
            "agent.signed_in",
            "agent.password_reset",
            "agent.invited",
            "agent.created",
        ]

    def test_until_then_nothing_lets_them_in(self, client: Client, shop: Shop) -> None:
        invite(shop)
        for password in ("", "!", "None"):
            client.post("/accounts/login/", {"login": "new@example.com", "password": password})
            assert SESSION_KEY not in client.session

    def test_it_can_be_sent_again_to_who_has_not_come_yet(self, shop: Shop) -> None:
        agent = invite(shop)
        form = {"action": "invite_again", "_selected_action": [agent.pk, shop.mara.pk]}
        page = owner(shop).post("/admin/agents/agent/", form, follow=True).content.decode()
        assert "Ida Sand gets a mail" in page
        assert "Mara has a password already" in page
        assert [message.to for message in mails()] == [["new@example.com"]] * 2

    def test_no_second_agent_has_the_same_address(self, shop: Shop) -> None:
        form = {"email": "MARA@example.com", "name": "Another Mara", "role": "agent"}
        page = owner(shop).post("/admin/agents/agent/add/", form)
        assert "There is an agent with this address already" in page.content.decode()
        assert mails() == []

    def test_only_who_may_make_agents_invites(self, shop: Shop) -> None:
        Agent.objects.filter(pk=shop.mara.pk).update(role="supervisor")
        client = Client()
        client.force_login(shop.mara)
        form = {"email": "friend@example.com", "name": "A friend", "role": "agent"}
        assert client.post("/admin/agents/agent/add/", form).status_code == 403
        assert mails() == []

    def test_a_name_stays_a_name(self, shop: Shop) -> None:
        invite(shop, name="Ida\r\nBcc: all@example.com <b>&")
        (message,) = mails()
        assert message.recipients() == ["new@example.com"]
        assert "<b>&" in message.body


class TestReset:
    """Another password by mail; who asks is told the same, whoever it is for."""

    def ask(self, email: str, **headers: str) -> Any:
        return Client().post("/accounts/password/reset/", {"email": email}, headers=headers, follow=True)

    def test_a_link_sets_another_password_and_ends_every_session(self, shop: Shop) -> None:
        elsewhere = Client()
        elsewhere.force_login(shop.mara)
        self.ask("MARA@example.com")
        (message,) = mails()
        client = Client()
        form = client.get(link_of(message))["Location"]
        assert form.endswith("-set-password/")
        assert client.post(form, PASSWORD)["Location"] == "/console/"
        assert elsewhere.get("/console/").status_code == 302
        assert "This link does not work" in Client().get(link_of(message)).content.decode()

    def test_nobody_learns_who_is_an_agent(self, shop: Shop) -> None:
        Agent.objects.filter(pk=shop.nora.pk).update(is_active=False)
        pages = {
            re.sub(r'value="[^"]{64}"|nonce-[^\s]+', "", self.ask(email).content.decode())
            for email in ("mara@example.com", "nobody@example.com", "nora@example.com")
        }
        assert len(pages) == 1
        assert "Look into your mail" in pages.pop()
        assert [message.to for message in mails()] == [["mara@example.com"]]

    def test_for_nobody_as_much_is_done_as_for_somebody(self, shop: Shop, monkeypatch: Any) -> None:
        written: list[str] = []
        write = SignInAdapter.render_mail

        def told(adapter: Any, prefix: str, email: str, *more: Any, **options: Any) -> Any:
            written.append(email)
            return write(adapter, prefix, email, *more, **options)

        monkeypatch.setattr(SignInAdapter, "render_mail", told)
        for email in ("mara@example.com", "nobody@example.com"):
            self.ask(email)
        assert [message.to for message in mails()] == [["mara@example.com"]]
        assert written == ["mara@example.com", "nobody@example.com"]

    def test_the_link_leads_to_this_server_whatever_host_was_asked(self, shop: Shop, settings: Any) -> None:
        settings.PUBLIC_URL = "https://chat.example.org"
        self.ask("mara@example.com", host="localhost")
        assert "https://chat.example.org/accounts/password/reset/key/" in mails()[0].body

    def test_an_old_address_opens_nothing(self, shop: Shop) -> None:
        self.ask("mara@example.com")
        (message,) = mails()
        shop.mara.email = "mara.new@example.com"
        shop.mara.save()
        self.ask("mara@example.com")
        assert len(mails()) == 1
        assert "This link does not work" in Client().get(link_of(message)).content.decode()
        client = Client()
        client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
        assert SESSION_KEY not in client.session

    def test_whoever_has_locked_himself_out_comes_in_by_it(self, shop: Shop) -> None:
        for n in range(11):
            Client(REMOTE_ADDR=f"192.0.2.{n}").post(
                "/accounts/login/", {"login": "mara@example.com", "password": "wrong"}
            )
        self.ask("mara@example.com")
        client = Client()
        client.post(client.get(link_of(mails()[0]))["Location"], PASSWORD)
        client.post("/accounts/logout/")
        client.post("/accounts/login/", {"login": "mara@example.com", "password": PASSWORD["password1"]})
        assert SESSION_KEY in client.session

    def test_one_address_does_not_get_mails_without_end(self, shop: Shop) -> None:
        codes = [self.ask("mara@example.com").status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]
        assert len(mails()) == 5

    @pytest.mark.parametrize("key", ["x-y", "0-1", "nobody-c0ffee-0123", "%00-x", "a-set-password"])
    def test_what_is_no_link_is_refused(self, client: Client, shop: Shop, key: str) -> None:
        response = client.get(f"/accounts/password/reset/key/{key}/")
        assert response.status_code in (200, 404)


def test_a_mail_server_that_is_away_is_told_in_the_log(shop: Shop, settings: Any, caplog: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = Client().post("/accounts/password/reset/", {"email": "mara@example.com"})
    assert response.status_code == 302
    mails()
    assert "a mail did not leave" in caplog.text
