"""Of what a page says of a cart, those who watch are told its worth."""

from typing import Any

import pytest

from visitors.presence.baskets import basket_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"value": 640, "currency": "EUR", "items": [{"sku": "lund"}]}, {"value": 640, "currency": "EUR"}),
        ({"value": "1480.50"}, {"value": "1480.50", "currency": ""}),
        ({}, {"value": "", "currency": ""}),
        (
            {"value": 10**40, "currency": ["x"] * 50},
            {"value": "1" + "0" * 19, "currency": str(["x"] * 50)[:20]},
        ),
        ({"value": {"a": "b" * 4000}}, {"value": str({"a": "b" * 20})[:20], "currency": ""}),
    ],
)
def test_of_a_cart_only_its_worth_is_told(said: dict[str, Any], told: dict[str, Any]) -> None:
    assert basket_of(said) == told
