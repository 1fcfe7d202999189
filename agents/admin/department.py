"""Departments in the admin."""

from django.contrib import admin

from agents.models import Department


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    """Who answers for which sites."""

    list_display = ["name", "position"]
    filter_horizontal = ["sites"]
    search_fields = ["name"]
