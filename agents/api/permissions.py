"""What a token was given, checked before anything is looked up."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from agents.models import ApiToken


class WithinScopes(BasePermission):
    """A token does what its scopes say; who is signed in does what the agent may."""

    message = "This token was not given that scope."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the token has the view's scope, to read or to write."""
        if not isinstance(request.auth, ApiToken):
            return True
        action = "read" if request.method in SAFE_METHODS else "write"
        return request.auth.allows(f"{view.scope}:{action}")
