"""Ratings in the admin: to be read."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import Rating
from chat.scoped_admin import ScopedAdmin


@admin.register(Rating)
class RatingAdmin(ScopedAdmin[Rating]):
    """What visitors thought."""

    nothing = _("What visitors think of a conversation stands here, once one of them has said so.")
    list_display = ["rated_at", "score", "comment"]
    list_filter = ["score"]
    readonly_fields = ["resolution", "score", "comment", "rated_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ratings come from visitors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Rating | None = None) -> bool:
        """Nothing here can be saved, so nothing offers to."""
        return False
