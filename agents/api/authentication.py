"""How programs sign in to REST."""

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from agents.models import Agent, ApiToken


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer vv_…``."""

    def authenticate(self, request: Request) -> tuple[Agent, ApiToken] | None:
        """Return the agent a bearer token speaks for, and the token with its scopes."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = ApiToken.find(token.strip())
        if found is None:
            raise exceptions.AuthenticationFailed("This token is not valid.")
        return found.agent, found

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that refusals are 401 and not 403."""
        return "Bearer"
