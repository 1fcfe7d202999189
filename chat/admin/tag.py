"""Tags in the admin."""

from django.contrib import admin

from chat.models import Tag
from chat.scoped_admin import ScopedAdmin


@admin.register(Tag)
class TagAdmin(ScopedAdmin[Tag]):
    """Words that conversations are sorted by."""

    list_display = ["name"]
    search_fields = ["name"]
