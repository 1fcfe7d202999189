"""Ratings in the admin: to be read."""

from django.contrib import admin
from django.http import HttpRequest

from chat.models import Rating


@admin.register(Rating)
class RatingAdmin(admin.ModelAdmin[Rating]):
    """What visitors thought."""

    list_display = ["rated_at", "score", "comment"]
    list_filter = ["score"]
    readonly_fields = ["resolution", "score", "comment", "rated_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ratings come from visitors."""
        return False
