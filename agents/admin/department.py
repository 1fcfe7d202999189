"""Departments in the admin."""

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple

from agents.models import Department
from chat.scoped_admin import ScopedAdmin


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin[Department]):
    """Who answers for which sites."""

    list_display = ["name", "position"]
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    search_fields = ["name"]
    places = ("sites",)
