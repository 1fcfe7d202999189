"""Tokens: two kinds, tied to a site and an epoch, and nothing stored for holding one."""

import pytest
from django.core import signing

from tests.chat.shop import Shop
from visitors.identity import Ticket, new_ticket, read_token
from visitors.models import Visitor

KINDS = ["conversation", "tracking"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_stands_for_the_browser_it_was_given_to(shop: Shop, kind: str) -> None:
    ticket = new_ticket(shop.site, kind)
    read = read_token(shop.site, ticket.token())
    assert (read.visitor_id, read.kind, read.visitor) == (ticket.visitor_id, kind, None)
    assert not Visitor.objects.exists()


def test_two_strangers_are_two(shop: Shop) -> None:
    assert new_ticket(shop.site).visitor_id != new_ticket(shop.site).visitor_id


@pytest.mark.parametrize("kind", KINDS)
def test_on_another_site_it_is_worth_nothing(shop: Shop, kind: str) -> None:
    assert read_token(shop.other_site, new_ticket(shop.site, kind).token()) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_epoch_ends_what_was_given_out(shop: Shop, kind: str) -> None:
    visitor = shop.visitor()
    token = Ticket(shop.site, visitor.pk, kind, visitor).token()
    visitor.revoke_tokens()
    assert read_token(shop.site, token) is None
    renewed = Ticket(shop.site, visitor.pk, kind, visitor).token()
    assert read_token(shop.site, renewed).visitor == visitor


def test_a_tracking_token_cannot_be_made_into_the_other_kind(shop: Shop) -> None:
    ticket = new_ticket(shop.site)
    tracking = Ticket(shop.site, ticket.visitor_id, "tracking").token()
    payload = ticket.token().split(":")[0]
    assert read_token(shop.site, ":".join([payload, *tracking.split(":")[1:]])) is None


@pytest.mark.parametrize(
    "token",
    ["", ":", "::", "a:b:c", "null", "eyJhbGciOiJub25lIn0.e30.", "x" * 8000, "é", "\udcff"],
    ids=lambda token: ascii(token)[:20],
)
def test_what_nobody_signed_is_nobody(shop: Shop, token: str) -> None:
    assert read_token(shop.site, token) is None


def test_what_was_signed_for_something_else_is_nobody(shop: Shop) -> None:
    value = ["c", shop.site.pk, new_ticket(shop.site).visitor_id, 0]
    assert read_token(shop.site, signing.dumps(value, salt="another")) is None


def test_the_first_use_makes_one_visitor(shop: Shop) -> None:
    ticket = new_ticket(shop.site)
    same = read_token(shop.site, ticket.token())
    assert ticket.ensure_visitor(locale="de") == same.ensure_visitor(locale="en")
    assert Visitor.objects.get().locale == "de"
