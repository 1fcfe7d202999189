"""Guessing passwords and codes ends at the eleventh wrong try in five minutes, for whomever it is tried."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.agents.authenticator import shown_code
from tests.chat.shop import Shop

pytestmark = pytest.mark.usefixtures("fresh_limits")

LIMITED = "Too many wrong tries"
WRONG = "E-mail and password do not match"


def attempt(email: str, password: str = "wrong", *, address: str = "192.0.2.1", **headers: str) -> Any:
    client = Client(REMOTE_ADDR=address, headers=headers)
    response = client.post("/accounts/login/", {"login": email, "password": password})
    response.signed_in = SESSION_KEY in client.session
    return response


def said(response: Any) -> str:
    """Return which of the two sentences the page says."""
    page = response.content.decode()
    return next(sentence for sentence in (LIMITED, WRONG) if sentence in page)


@pytest.mark.parametrize("email", ["mara@example.com", "nobody@example.com"])
def test_the_eleventh_wrong_try_for_an_account_is_limited_wherever_it_comes_from(
    shop: Shop, email: str
) -> None:
    tries = [said(attempt(email, address=f"192.0.2.{n}")) for n in range(11)]
    assert tries == [WRONG] * 10 + [LIMITED]


def test_who_is_limited_learns_nothing_from_a_right_password(shop: Shop) -> None:
    for n in range(10):
        attempt("MARA@example.com " if n % 2 else "mara@example.com", address=f"192.0.2.{n}")
    right = attempt("mara@example.com", "secret-of-mara", address="198.51.100.1")
    assert (said(right), right.signed_in) == (LIMITED, False)
    known, unknown = (attempt(email, address="192.0.2.1") for email in ("mara@example.com", "no@example.com"))
    assert (known.status_code, unknown.status_code) == (200, 200)


def test_the_eleventh_wrong_try_from_an_address_is_limited_whomever_it_is_for(shop: Shop) -> None:
    tries = [said(attempt(f"guess-{n}@example.com")) for n in range(11)]
    assert tries == [WRONG] * 10 + [LIMITED]
    assert said(attempt("jonas@example.com", "secret-of-jonas")) == LIMITED
    assert attempt("jonas@example.com", "secret-of-jonas", address="192.0.2.2").signed_in


def test_an_ipv6_network_is_one_address_and_mapped_ipv4_is_not_one_network(shop: Shop) -> None:
    for n in range(10):
        attempt(f"guess-{n}@example.com", address=f"2001:db8::{n + 1}")
    assert said(attempt("x@example.com", address="2001:db8::ffff")) == LIMITED
    assert said(attempt("x@example.com", address="2001:db8:0:1::1")) == WRONG
    for n in range(10):
        attempt(f"guess-{n}@example.com", address="::ffff:192.0.2.7")
    assert said(attempt("x@example.com", address="192.0.2.7")) == LIMITED
    assert said(attempt("x@example.com", address="::ffff:192.0.2.8")) == WRONG


def test_a_forged_address_counts_only_where_proxies_are_trusted(shop: Shop, settings: Any) -> None:
    for n in range(10):
        attempt(f"guess-{n}@example.com", **{"x-forwarded-for": f"198.51.100.{n}"})
    assert said(attempt("x@example.com", **{"x-forwarded-for": "198.51.100.99"})) == LIMITED
    settings.TRUSTED_PROXIES = 1
    assert said(attempt("x@example.com", **{"x-forwarded-for": "198.51.100.99"})) == WRONG


def test_another_host_name_gives_no_further_tries(shop: Shop) -> None:
    for n in range(10):
        attempt("mara@example.com", address=f"192.0.2.{n}", host="localhost" if n % 2 else "127.0.0.1")
    assert said(attempt("mara@example.com", address="192.0.2.99", host="localhost")) == LIMITED


def test_right_tries_are_not_counted_and_do_not_wipe_the_wrong_ones(shop: Shop) -> None:
    for _ in range(10):
        attempt("jonas@example.com", "secret-of-jonas")
        attempt("mara@example.com")
    assert said(attempt("mara@example.com")) == LIMITED


def test_a_right_code_of_ones_own_wipes_no_wrong_tries_at_others(shop: Shop) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(shop.jonas, secret)
    for n in range(9):
        attempt(f"guess-{n}@example.com")
    insider = Client(REMOTE_ADDR="192.0.2.1")
    insider.post("/accounts/login/", {"login": "jonas@example.com", "password": "secret-of-jonas"})
    insider.post("/accounts/2fa/authenticate/", {"code": shown_code(secret)})
    assert SESSION_KEY in insider.session
    assert [said(attempt(f"more-{n}@example.com")) for n in range(2)] == [WRONG, LIMITED]


def test_strangers_who_ask_for_keys_fill_no_table(shop: Shop) -> None:
    def ask(address: str = "192.0.2.1") -> int:
        client = Client(REMOTE_ADDR=address, headers={"accept": "application/json"})
        return client.get("/accounts/2fa/keys/login/").status_code

    assert [ask() for _ in range(31)] == [200] * 30 + [429]
    assert Session.objects.count() == 30
    assert ask("192.0.2.2") == 200


def test_after_five_minutes_one_may_try_again(shop: Shop) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(11):
            attempt("mara@example.com")
        clock.shift(timedelta(minutes=5, seconds=1))
        assert attempt("mara@example.com", "secret-of-mara").signed_in


def test_the_eleventh_wrong_code_is_limited_too(shop: Shop) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(shop.mara, secret)
    client = Client()
    client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
    wrong = "000000" if shown_code(secret) != "000000" else "111111"
    pages = [client.post("/accounts/2fa/authenticate/", {"code": wrong}).content.decode() for _ in range(11)]
    assert [LIMITED in page for page in pages] == [False] * 10 + [True]
    client.post("/accounts/2fa/authenticate/", {"code": shown_code(secret)})
    assert SESSION_KEY not in client.session
    assert Authenticator.objects.get().last_used_at is None
