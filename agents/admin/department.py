"""Departments in the admin."""

from django.contrib import admin

from agents.models import Department
from chat.scoped_admin import ScopedAdmin


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin[Department]):
    """Who answers for which sites."""

    list_display = ["name", "position"]
    filter_horizontal = ["sites"]
    search_fields = ["name"]
    places = ("sites",)
