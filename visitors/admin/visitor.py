"""Visitors in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from chat.scoped_admin import ScopedAdmin
from visitors.models import Visitor


@admin.register(Visitor)
class VisitorAdmin(ScopedAdmin[Visitor]):
    """Browsers that used the chat."""

    nothing = _("Every browser that was written in stands here, with a name or without.")
    list_display = ["id", "site", "customer", "locale", "timezone", "is_test", "created_at"]
    list_filter = ["site", "is_test"]
    raw_id_fields = ["customer"]
    list_select_related = ["site", "customer"]
