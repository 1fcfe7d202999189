"""An agent: one person an address, online when chosen and alive; the last owner stays one."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agents.models import Agent, AgentStatus
from agents.permissions import Role
from tests.chat.shop import Shop


@pytest.mark.django_db
def test_an_address_is_one_person_however_it_is_written() -> None:
    agent = Agent.objects.create_user("Mara@Example.COM", "secret", name="Mara")
    assert agent.email == "mara@example.com"
    assert Agent.objects.get_by_natural_key("MARA@example.com") == agent
    with pytest.raises(IntegrityError), transaction.atomic():
        Agent.objects.create_user("mara@EXAMPLE.com", "secret", name="Another")


@pytest.mark.parametrize(
    ("status", "alive", "active", "online"),
    [
        ("online", 44, True, True),
        ("online", 46, True, False),
        ("online", None, True, False),
        ("online", 1, False, False),
        ("away", 1, True, False),
        ("invisible", 1, True, False),
        ("offline", 1, True, False),
    ],
)
def test_online_is_chosen_and_alive(
    shop: Shop, status: str, alive: int | None, active: bool, online: bool
) -> None:
    at = timezone.now() - timedelta(seconds=alive) if alive is not None else None
    Agent.objects.filter(pk=shop.mara.pk).update(status=status, alive_at=at, is_active=active)
    shop.mara.refresh_from_db()
    assert shop.mara.is_online is online
    assert (shop.mara in Agent.objects.online()) is online


def test_every_status_is_an_interval(shop: Shop) -> None:
    assert [shop.mara.set_status(status) for status in ("away", "away", "online")] == [True, False, True]
    rows = list(AgentStatus.objects.order_by("pk"))
    assert [(row.status, row.ended_at is None) for row in rows] == [("away", False), ("online", True)]
    assert rows[0].ended_at == rows[1].started_at


def test_one_status_is_open(shop: Shop) -> None:
    shop.mara.set_status("away")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentStatus.objects.create(agent=shop.mara, status="online", started_at=timezone.now())


@pytest.mark.parametrize("role", Role)
def test_who_does_not_answer_is_never_here(shop: Shop, role: Role) -> None:
    Agent.objects.filter(pk=shop.mara.pk).update(role=role, alive_at=timezone.now())
    shop.mara.refresh_from_db()
    assert shop.mara.is_online is (role != Role.VIEWER)
    assert (shop.mara in Agent.objects.online()) is shop.mara.is_online


@pytest.mark.parametrize("loss", [{"role": Role.MANAGER}, {"is_active": False}], ids=str)
def test_the_last_owner_can_lose_neither_role_nor_way_in(shop: Shop, loss: dict[str, object]) -> None:
    for name, value in loss.items():
        setattr(shop.karin, name, value)
    with pytest.raises(ValidationError, match="There has to be an owner"):
        shop.karin.clean()
    Agent.objects.filter(pk=shop.olga.pk).update(role=Role.OWNER)
    shop.karin.clean()
