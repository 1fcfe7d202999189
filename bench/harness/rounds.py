"""Interleaved rounds: every case once per round, the order turned round each time, medians at the end."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

Sample = Mapping[str, float]
Case = Callable[[], Awaitable[Sample]]

PERCENT: Final = 100


async def interleave(cases: Mapping[str, Case], rounds: int) -> dict[str, list[Sample]]:
    """Run every case `rounds` times, so that a busy minute of the machine hits all of them."""
    samples: dict[str, list[Sample]] = {name: [] for name in cases}
    names = list(cases)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name in names if number % 2 == 0 else reversed(names):
            samples[name].append(await cases[name]())
    return samples


def medians(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the median of every figure over the rounds."""
    return {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}


def ratios(samples: Sequence[Sample], base: Sequence[Sample], key: str) -> float:
    """Return one figure against another case's of the same round, as a median over the rounds."""
    pairs = zip(samples, base, strict=True)
    return statistics.median(each[key] / other[key] if other[key] else float("inf") for each, other in pairs)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which `percent` of the values lie (nan without values)."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / PERCENT))]
