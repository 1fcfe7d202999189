"""Customers in the admin."""

from django.contrib import admin

from chat.scoped_admin import ScopedAdmin
from visitors.models import Customer


@admin.register(Customer)
class CustomerAdmin(ScopedAdmin[Customer]):
    """People who said who they are."""

    list_display = ["name", "email", "phone", "created_at"]
    search_fields = ["name", "email"]
