"""The one shape of REST errors."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from realtime.errors import Refusal

CODES = {
    exceptions.NotAuthenticated: "unauthenticated",
    exceptions.AuthenticationFailed: "unauthenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.ParseError: "malformed",
    exceptions.ValidationError: "invalid",
    exceptions.Throttled: "too_many",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_type",
}


def refusal_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return every error as ``{"error": {code, message, fields?}}``."""
    if isinstance(error, Refusal):
        return Response(error.as_http(), status=error.status, headers=error.headers)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "not_found")
    body: dict[str, Any] = {"code": code, "message": _message(error)}
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        body["fields"] = {str(name): _sentence(detail) for name, detail in error.detail.items()}
    response.data = {"error": body}
    return response


def _sentence(detail: Any) -> str:
    if isinstance(detail, dict):
        detail = list(detail.values())
    return " ".join(map(_sentence, detail)) if isinstance(detail, list) else str(detail)


def _message(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "A field has a wrong value."
    return str(getattr(error, "detail", "")) or "There is no such thing."
