"""What every REST resource has in common."""

from typing import Any, ClassVar

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from realtime.paging import Keyset, is_id


@method_decorator(never_cache, name="dispatch")
class Resource(GenericAPIView[Any]):
    """A noun over REST: kept by nobody on the way, in pages, and for those who may.

    ``scope`` is what a token must have been given, ``changes`` what the agent behind it must be allowed,
    by method.
    """

    scope: ClassVar[str]
    changes: ClassVar[dict[str, str]] = {}
    pagination_class = Keyset
    metadata_class = None

    def check_permissions(self, request: Request) -> None:
        """Refuse what the agent may not do, and ids that can be none."""
        super().check_permissions(request)
        if request.method in self.changes:
            self.check_may(self.changes[request.method])
        if not is_id(self.kwargs.get("id", "0" * 26)):
            raise NotFound

    def check_may(self, permission: str, noun: Any = None) -> None:
        """Refuse what the agent's role does not allow, or does not allow with this noun."""
        if not self.request.user.has_perm(permission, noun):
            raise PermissionDenied("You may read this, not change it.")

    def order(self, request: Request) -> str:
        """Return what the list is ordered by; ids are ordered by time."""
        return "pk"
