"""A token: shown once, kept as a hash, worthless when revoked or when its agent is inactive."""

import pytest
from django.forms.models import model_to_dict

from agents.models import Agent, ApiToken
from tests.chat.shop import Shop


def test_only_its_hash_is_kept(shop: Shop) -> None:
    token = ApiToken.issue(shop.mara, name="bot")
    row = ApiToken.objects.values().get()
    assert token not in str(row)
    assert token.removeprefix("vv_")[8:] not in str(row)
    assert (row["name"], token.startswith(row["hint"]), len(row["hint"]) <= 8) == ("bot", True, True)
    assert "digest" not in model_to_dict(ApiToken.objects.get())


def test_it_speaks_for_its_agent_until_it_is_revoked(shop: Shop) -> None:
    token, other = ApiToken.issue(shop.mara), ApiToken.issue(shop.mara)
    assert ApiToken.agent_for(token) == shop.mara
    ApiToken.objects.order_by("created_at").first().revoke()
    assert (ApiToken.agent_for(token), ApiToken.agent_for(other)) == (None, shop.mara)


def test_it_says_nothing_for_an_agent_who_is_inactive(shop: Shop) -> None:
    token = ApiToken.issue(shop.mara)
    Agent.objects.filter(pk=shop.mara.pk).update(is_active=False)
    assert ApiToken.agent_for(token) is None


@pytest.mark.parametrize("token", ["", "vv_", "vv_forged", "VV_x", " "])
def test_anything_else_is_nobody(shop: Shop, token: str) -> None:
    stored = ApiToken.issue(shop.mara)
    digest = ApiToken.objects.get().digest
    assert ApiToken.agent_for(token) is None
    assert ApiToken.agent_for(f"vv_{digest}") is None
    assert ApiToken.agent_for(stored[:-1]) is None
