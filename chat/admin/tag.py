"""Tags in the admin."""

from django.contrib import admin

from chat.models import Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    """Words that conversations are sorted by."""

    list_display = ["name"]
    search_fields = ["name"]
