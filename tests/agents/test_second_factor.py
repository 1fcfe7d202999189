"""With a second factor the password alone lets nobody in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.tokens import default_token_generator
from django.test import Client

from agents.models import Agent
from agents.permissions import Role
from agents.sealing import SEALED
from tests.agents.authenticator import shown_code
from tests.chat.shop import Shop
from visitors.models import AuditEvent

pytestmark = pytest.mark.usefixtures("fresh_limits")

SECRET = "JBSWY3DPEHPK3PXP"


def half_way(shop: Shop) -> Client:
    """Return somebody who knows Mara's password, and nothing else."""
    TOTP.activate(shop.mara, SECRET)
    client = Client()
    response = client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    return client


def enter(client: Client, code: str) -> Any:
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def test_the_app_is_set_up_after_the_password_was_asked_once_more(
    shop: Shop, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    asked = client.get("/accounts/2fa/totp/activate/")["Location"]
    assert asked.startswith("/accounts/reauthenticate/?next=")
    assert client.post(asked, {"password": "wrong"}).status_code == 200
    assert client.post(asked, {"password": "secret-of-mara"})["Location"] == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code id="secret">([A-Z2-7]+)</code>', page)[1]
    assert client.post("/accounts/2fa/totp/activate/", {"code": "abc"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": shown_code(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(re.findall(r"<li><code>", client.get(done["Location"]).content.decode())) == 10
    assert client.get("/accounts/2fa/recovery-codes/download/").content.decode().count("\n") >= 10
    recorded = set(AuditEvent.objects.filter(noun_id=shop.mara.pk).values_list("verb", flat=True))
    assert "agent.totp_activated" in recorded


def test_until_the_code_is_right_nobody_is_signed_in(shop: Shop) -> None:
    client = half_way(shop)
    assert SESSION_KEY not in client.session
    assert client.get("/console/").status_code == client.get("/admin/").status_code == 302
    assert client.get("/api/v1/conversations/").status_code == 401
    assert enter(client, "").status_code == 200
    assert enter(client, shown_code(SECRET))["Location"] == "/console/"
    assert client.session[SESSION_KEY] == shop.mara.pk


def test_a_code_that_was_seen_is_of_no_use(shop: Shop) -> None:
    code = shown_code(SECRET)
    assert enter(half_way(shop), code).status_code == 302
    second = Client()
    second.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    assert enter(second, code).status_code == 200
    assert SESSION_KEY not in second.session


def test_nor_is_it_a_moment_later_while_the_app_of_a_slow_phone_would_still_show_it(shop: Shop) -> None:
    with time_machine.travel(datetime(2026, 1, 5, 9, 0, 5, tzinfo=UTC), tick=False) as clock:
        code = shown_code(SECRET)
        assert enter(half_way(shop), code).status_code == 302
        second = Client()
        second.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
        clock.shift(timedelta(seconds=40))
        assert enter(second, code).status_code == 200
        assert SESSION_KEY not in second.session


def test_the_code_that_set_up_the_app_signs_nobody_in(shop: Shop) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    client.post("/accounts/reauthenticate/", {"password": "secret-of-mara"})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    code = shown_code(re.search(r'<code id="secret">([A-Z2-7]+)</code>', page)[1])
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    other = Client()
    other.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    assert enter(other, code).status_code == 200
    assert SESSION_KEY not in other.session


def test_whoever_reads_the_database_reads_no_secret_of_it(shop: Shop, settings: Any) -> None:
    TOTP.activate(shop.mara, SECRET)
    RecoveryCodes.activate(shop.mara)
    assert len(RecoveryCodes.activate(shop.mara).get_unused_codes()) == 10
    stored = [row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.all()]
    assert all(text.startswith(SEALED) and SECRET not in text for text in stored)


def test_another_key_of_the_server_opens_it_while_the_old_one_is_known(shop: Shop, settings: Any) -> None:
    TOTP.activate(shop.mara, SECRET)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, as long as a key of a server has to be"

    def come() -> Any:
        client = Client()
        client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
        return enter(client, shown_code(SECRET)).status_code

    assert come() == 200
    settings.SECRET_KEY_FALLBACKS = [old]
    assert come() == 302


def test_what_was_stored_before_it_was_sealed_still_works(shop: Shop) -> None:
    Authenticator.objects.create(user=shop.mara, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    client = Client()
    client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    assert enter(client, shown_code(SECRET)).status_code == 302


def test_a_recovery_code_works_once(shop: Shop) -> None:
    client = half_way(shop)
    codes = RecoveryCodes.activate(shop.mara).get_unused_codes()
    assert enter(client, codes[0]).status_code == 302
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    assert enter(client, codes[0]).status_code == 200
    assert enter(client, codes[1]).status_code == 302


def test_a_link_from_a_mail_does_not_lead_past_it(shop: Shop) -> None:
    TOTP.activate(shop.mara, SECRET)
    client = Client()
    link = f"/accounts/password/reset/key/{shop.mara.pk}-{default_token_generator.make_token(shop.mara)}/"
    form = client.get(link)["Location"]
    password = {"password1": "another long secret", "password2": "another long secret"}
    assert client.post(form, password)["Location"] == "/accounts/2fa/authenticate/"
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_an_owner_helps_who_has_lost_everything(shop: Shop, role: Role) -> None:
    TOTP.activate(shop.mara, SECRET)
    owner = role == Role.OWNER
    Agent.objects.filter(pk=shop.karin.pk).update(role=role)
    shop.karin.sites.set([shop.site])
    client = Client()
    client.force_login(shop.karin)
    form = {"action": "remove_second_factor", "_selected_action": [shop.mara.pk]}
    client.post("/admin/agents/agent/", form)
    assert Authenticator.objects.exists() is not owner
    events = AuditEvent.objects.filter(verb="agent.second_factor_removed", noun_id=shop.mara.pk)
    assert events.exists() is owner


@pytest.mark.parametrize(
    "credential", ["", "x", "[]", "1", "{}", '{"id": 1}', '{"response": {"userHandle": "AA"}}', '"\\u0000"']
)
def test_what_is_no_key_is_refused(shop: Shop, credential: str) -> None:
    client = Client()
    client.get("/accounts/2fa/keys/login/", headers={"accept": "application/json"})
    response = client.post("/accounts/2fa/keys/login/", {"credential": credential})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert SESSION_KEY not in client.session


def test_wrong_codes_are_told_and_the_lock_once(shop: Shop) -> None:
    client = half_way(shop)
    for _try in range(12):
        enter(client, "000000")
    verbs = AuditEvent.objects.filter(noun_id=shop.mara.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["agent.second_factor_failed"] * 10 + ["agent.locked_out"]
