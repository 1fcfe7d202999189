"""What a benchmark prints: the machine, a table, and one line per goal."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version


def machine() -> str:
    """Say in one line what the figures were taken with."""
    load = os.getloadavg()[0]
    packages = " ".join(f"{name} {version(name)}" for name in ("django", "channels", "daphne", "uvicorn"))
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {packages}"


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Lay out rows: first column to the left, figures to the right."""
    cells = [list(headings), *([show(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = []
    for row in cells:
        first, *rest = (
            cell.ljust(widths[0]) if not at else cell.rjust(widths[at]) for at, cell in enumerate(row)
        )
        lines.append("  ".join([first, *rest]).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def show(value: object) -> str:
    """Write a cell as text."""
    if not isinstance(value, float):
        return str(value)
    if value != value:
        return "-"
    if 0 < abs(value) < 0.01:
        return f"{value:.4f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def goal(words: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> bool:
    """Print whether a figure reaches its goal."""
    reached = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    bound = f">= {at_least:g}" if at_least is not None else f"<= {at_most:g}"
    print(f"{'PASS ' if reached else 'short'}  {words}: {show(value)} ({bound})", flush=True)
    return reached
