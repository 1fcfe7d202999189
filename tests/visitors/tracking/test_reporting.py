"""What a shop's own server tells: once, of the visit it belongs to, and only where that may be told of."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents.permissions import Role
from tests.api.program import Program, code, made
from tests.chat.shop import Shop
from visitors.models import Event, Visit
from visitors.tracking.drops import Reason, counted
from visitors.tracking.sessions import Reason as End

PURPOSES = ["chat", "engagement", "analytics"]
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def backend(shop: Shop) -> Program:
    """Return the shop's server: it tells of its site, and can do nothing else."""
    return Program(made(shop.mara, Role.MANAGER, shop.site), ["events:write"])


def visit(shop: Shop, *, minutes: int = 0, **more: Any) -> Visit:
    """Return a visit whose last activity was so long ago."""
    last = timezone.now() - timedelta(minutes=minutes)
    given = {"purposes": PURPOSES, "started_at": last - timedelta(minutes=1), "last_activity_at": last}
    return Visit.objects.create(site=shop.site, **(given | more))


def tell(backend: Program, **said: Any) -> Any:
    """Tell of an order, unless something else is said."""
    return backend.send("post", "events/", **{"site": "fjord", "event_id": "o-7", "name": "order"} | said)


def test_an_order_is_stored_once_and_is_activity_of_the_open_visit(shop: Shop, backend: Program) -> None:
    open = visit(shop, minutes=20, open_key="k")
    order = {"order_id": "7", "value": "120.00", "currency": "EUR"}
    first = tell(backend, visit=open.pk, properties=order)
    again = tell(backend, visit=open.pk, name="checkout.completed")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    event = Event.objects.get()
    assert (event.type, event.data, event.visit_id) == ("checkout.completed", order, open.pk)
    before, (now,) = open.last_activity_at, Visit.objects.all()
    assert (now.acted, now.open_key, now.last_activity_at > before) == (True, "k", True)


@pytest.mark.parametrize("swept", [True, False])
def test_a_visit_that_is_over_is_not_opened_again_and_no_other_begins(
    shop: Shop, backend: Program, swept: bool
) -> None:
    over = visit(shop, minutes=45, open_key="k")
    if swept:
        Visit.end_due()
    assert tell(backend, visit=over.pk).status_code == 201
    now = Visit.objects.get()
    assert (now.open_key, now.end_reason, now.ended_at) == (None, End.GAP, over.last_activity_at)
    assert (now.acted, Event.objects.get().visit_id) == (True, over.pk)


def test_what_a_visitor_did_belongs_to_the_visit_of_that_moment(shop: Shop, backend: Program) -> None:
    visitor = shop.visitor()
    first, second = (visit(shop, minutes=minutes, visitor=visitor) for minutes in (300, 3))
    then = (timezone.now() - timedelta(hours=2)).isoformat()
    tell(backend, visitor=visitor.pk, at=then)
    tell(backend, visitor=visitor.pk, event_id="o-8", name="delivered")
    assert dict(Event.objects.values_list("type", "visit")) == {
        "checkout.completed": first.pk,
        "custom.delivered": second.pk,
    }


def test_what_is_not_allowed_is_refused_and_counted(shop: Shop, backend: Program) -> None:
    silent = visit(shop, purposes=["chat"])
    withdrawn = visit(shop, end_reason=End.WITHDRAWN)
    for each in (silent, withdrawn):
        answer = tell(backend, visit=each.pk)
        assert (answer.status_code, code(answer)) == (403, "forbidden")
    assert (Event.objects.count(), counted[Reason.CONSENT]) == (0, 2)


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "nobody's": ({"visit": ""}, 400),
    "of a page": ({"name": "form_error"}, 400),
    "of a page, as stored": ({"name": "page.exit_intent"}, 400),
    "no name": ({"name": "Not a name"}, 400),
    "too much": ({"properties": {"note": "x" * 5000}}, 400),
    "no text": ({"properties": {"note": "a\0b"}}, 400),
    "of tomorrow": ({"at": (NOW + timedelta(days=1)).isoformat()}, 400),
    "of another site": ({"site": "elsewhere"}, 404),
    "of no visit": ({"visit": "0" * 26}, 404),
}


@pytest.mark.parametrize(("said", "status"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused(shop: Shop, backend: Program, said: dict[str, Any], status: int) -> None:
    assert tell(backend, **{"visit": visit(shop).pk} | said).status_code == status
    assert not Event.objects.exists()


def test_a_visit_to_another_site_is_not_found(shop: Shop, backend: Program) -> None:
    other = Visit.objects.create(site=shop.other_site, purposes=PURPOSES)
    for site in ("fjord", shop.other_site.key):
        assert tell(backend, visit=other.pk, site=site).status_code == 404
