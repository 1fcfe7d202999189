"""Lists in pages: a cursor names the last row seen, so that what comes or goes meanwhile shifts nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model, Q
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from realtime.errors import Refusal
from realtime.ids import LENGTH

PAGE, LARGEST_PAGE = 50, 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEQ = re.compile(r"[0-9]{1,9}", re.ASCII)
_ID = re.compile(rf"[0-9a-z]{{{LENGTH}}}", re.ASCII)
_MOMENT = re.compile(rf"([0-9]{{1,16}})\.([0-9a-z]{{{LENGTH}}})", re.ASCII)


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id; NUL and its kin then never reach the database."""
    return _ID.fullmatch(text) is not None


class Keyset(BasePagination):
    """Pages of ``{"results": […], "next": cursor or null}`` in the order the view names.

    The order is one field, ascending or with a minus: ``pk``, ``seq``, or a time, which the id then tells
    apart from the same time elsewhere.
    """

    next: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the rows of the page that was asked for."""
        order: str = view.order(request)
        limit, cursor = _limit(request.query_params), request.query_params.get("cursor", "")
        rows = queryset.order_by(order) if _is_unique(order) else queryset.order_by(order, _tie(order))
        if cursor:
            rows = rows.filter(_beyond(order, cursor))
        page = list(rows[: limit + 1])
        self.next = _cursor(order, page[limit - 1]) if len(page) > limit else None
        return page[:limit]

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """Return the page with the cursor of the next one."""
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        following = {"type": "string", "nullable": True, "description": "The cursor of the next page."}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": following},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe what is asked with."""
        cursor = {"type": "string", "description": "What `next` of the page before said."}
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}
        return [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in (("cursor", cursor), ("limit", limit))
        ]


def _limit(asked: Mapping[str, str]) -> int:
    text = asked.get("limit", str(PAGE))
    if not _SEQ.fullmatch(text) or not 1 <= int(text) <= LARGEST_PAGE:
        raise Refusal(
            "invalid", f"limit is a number from 1 to {LARGEST_PAGE}.", fields={"limit": "out of range"}
        )
    return int(text)


def _is_unique(order: str) -> bool:
    return order.lstrip("-") in ("pk", "seq")


def _tie(order: str) -> str:
    return "-pk" if order.startswith("-") else "pk"


def _cursor(order: str, row: Model) -> str:
    value = getattr(row, order.lstrip("-"))
    if isinstance(value, datetime):
        return f"{(value - EPOCH) // timedelta(microseconds=1)}.{row.pk}"
    return str(value)


def _beyond(order: str, cursor: str) -> Q:
    """Return the rows that come after the one a cursor names."""
    field, than = order.lstrip("-"), "lt" if order.startswith("-") else "gt"
    if field == "seq" and _SEQ.fullmatch(cursor):
        return Q(**{f"seq__{than}": int(cursor)})
    if field == "pk" and is_id(cursor):
        return Q(**{f"pk__{than}": cursor})
    parts = _MOMENT.fullmatch(cursor)
    if _is_unique(order) or parts is None:
        raise Refusal("invalid", "This cursor is not one of this list.", fields={"cursor": "unknown"})
    at = EPOCH + timedelta(microseconds=int(parts[1]))
    return Q(**{f"{field}__{than}": at}) | Q(**{field: at, f"pk__{than}": parts[2]})
