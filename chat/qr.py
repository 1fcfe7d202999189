"""An address as something a camera reads."""

from typing import Any

import segno


def drawn(address: str) -> dict[str, Any]:
    """Return the dark squares as the path of a picture so many squares wide, its quiet edge included."""
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=2))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": path}
