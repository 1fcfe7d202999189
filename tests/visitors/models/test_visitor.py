"""A visitor: what somebody says is a claim, kept within the group of sites."""

from tests.chat.shop import Shop
from visitors.models import AuditEvent, Customer, Visitor


def test_what_somebody_says_is_added_to_what_was_said(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.says(name="Ada")
    visitor.says(email="ada@mail.example")
    visitor.says(name="")
    visitor.refresh_from_db()
    customer = Customer.objects.get()
    assert visitor.customer == customer
    assert (customer.name, customer.email, customer.site_group) == ("Ada", "ada@mail.example", "fjord")
    assert visitor.actor.card() == {"kind": "visitor", "id": visitor.pk, "name": "Ada", "avatar": None}


def test_the_same_address_does_not_make_the_same_person(shop: Shop) -> None:
    customers = {shop.visitor().says(email="ada@mail.example").pk for _ in range(2)}
    assert len(customers) == 2


def test_a_wish_said_elsewhere_outlives_another_one_said_here(shop: Shop) -> None:
    here = shop.visitor()
    elsewhere = Visitor.objects.get(pk=here.pk)
    elsewhere.prefers(contact="quiet")
    here.prefers(muted=True)
    elsewhere.prefers(contact="none")
    assert Visitor.objects.get(pk=here.pk).preference() == {"contact": "none", "muted": True}


def test_an_audit_event_says_who_did_what_to_what(shop: Shop) -> None:
    AuditEvent.record("site.changed", shop.site, by=shop.karin.actor, fields=["mode"])
    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_id, event.verb) == ("agent", shop.karin.pk, "site.changed")
    assert (event.noun, event.noun_id, event.data) == ("visitors.Site", shop.site.pk, {"fields": ["mode"]})
