"""Sites in the admin."""

from django.contrib import admin

from visitors.models import Site


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin[Site]):
    """Where the widget stands and how it looks."""

    list_display = ["name", "key", "mode", "zone"]
    search_fields = ["name", "key"]
