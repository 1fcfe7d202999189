"""Refusals: one exception, one shape on socket and HTTP."""

import math
from typing import Any

# How every HTTP error looks, in the words of OpenAPI.
ERROR_SHAPE = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    },
}


class Refusal(Exception):
    """A request that is answered with a code and a sentence instead of being done.

    ``retry`` tells the sender that the same request may succeed later (busy, database away);
    ``retry_after_ms`` says when. ``fields`` names what is wrong with which field.
    """

    STATUS = {
        "malformed": 400,
        "invalid": 400,
        "unauthenticated": 401,
        "forbidden": 403,
        "banned": 403,
        "not_found": 404,
        "method_not_allowed": 405,
        "conflict": 409,
        "taken": 409,
        "quiet": 409,
        "unreachable": 409,
        "gone": 410,
        "too_large": 413,
        "unsupported_type": 415,
        "infected": 422,
        "too_many": 429,
        "busy": 503,
        "unavailable": 503,
    }

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry: bool = False,
        retry_after_ms: int | None = None,
        fields: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry = retry
        self.retry_after_ms = retry_after_ms
        self.fields = fields

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return self.STATUS.get(self.code, 400)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an HTTP answer that say when to come back."""
        return {"Retry-After": str(math.ceil(self.retry_after_ms / 1000))} if self.retry_after_ms else {}

    def as_http(self) -> dict[str, Any]:
        """Return the body of an HTTP error."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return {"error": error | ({"fields": self.fields} if self.fields else {})}

    def as_nack(self, *, client_id: str | None = None, id: str | None = None) -> dict[str, Any]:
        """Return the frame that answers a client frame; an error where there is nothing to answer to."""
        if client_id is None and id is None:
            return {"type": "error", "code": self.code, "message": self.message}
        frame: dict[str, Any] = {
            "type": "nack",
            "code": self.code,
            "message": self.message,
            "retry": self.retry,
        }
        if client_id is not None:
            frame["client_id"] = client_id
        if id is not None:
            frame["id"] = id
        if self.retry_after_ms is not None:
            frame["retry_after_ms"] = self.retry_after_ms
        if self.fields:
            frame["fields"] = self.fields
        return frame


def busy(message: str = "The server is busy. Trying again shortly.", after_ms: int = 1000) -> Refusal:
    """Return the refusal of a writer that is behind or a database that is away."""
    return Refusal("busy", message, retry=True, retry_after_ms=after_ms)


def not_found() -> Refusal:
    """Return the refusal for what does not exist or is out of reach: the two look the same."""
    return Refusal("not_found", "There is no such conversation.")
