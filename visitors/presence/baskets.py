"""What is in somebody's basket, as far as those see it who watch."""

from collections.abc import Mapping
from typing import Any

LONGEST = 20
# Nobody pays more, in whatever currency.
MOST = 10**15


def basket_of(cart: Mapping[str, Any]) -> dict[str, Any]:
    """Return the worth of a cart: a page may say a great deal about one, and all of it to everybody who watches."""
    value, currency = cart.get("value"), cart.get("currency")
    return {
        "value": value
        if isinstance(value, int | float) and abs(value) < MOST
        else str(value or "")[:LONGEST],
        "currency": str(currency or "")[:LONGEST],
    }
