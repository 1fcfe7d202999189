"""Purposes as one number, for what there are very many of."""

from collections.abc import Collection
from functools import lru_cache

from visitors.tracking.modes import Purpose

# What is stored was written by these: their order stands for good.
BITS = {
    Purpose.CHAT: 1,
    Purpose.ENGAGEMENT: 2,
    Purpose.ANALYTICS: 4,
    Purpose.ATTRIBUTION: 8,
    Purpose.CROSS_BRAND: 16,
}


@lru_cache(maxsize=64)
def bits_of(purposes: frozenset[Purpose]) -> int:
    """Return the number that stands for a set of purposes."""
    return sum(BITS[purpose] for purpose in purposes)


def purposes_in(bits: int) -> frozenset[Purpose]:
    """Return the purposes a number stands for."""
    return frozenset(purpose for purpose, bit in BITS.items() if bits & bit)


def listed(purposes: Collection[Purpose]) -> list[str]:
    """Return purposes in their order, as a visit keeps them."""
    return [purpose.value for purpose in BITS if purpose in purposes]
