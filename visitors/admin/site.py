"""Sites in the admin."""

from django.contrib import admin

from chat.scoped_admin import ScopedAdmin
from visitors.models import Site


@admin.register(Site)
class SiteAdmin(ScopedAdmin[Site]):
    """Where the widget stands and how it looks."""

    list_display = ["name", "key", "mode", "zone"]
    search_fields = ["name", "key"]
