"""The apps that are Django's own, set up as this house wants them."""

from django.contrib.admin.apps import AdminConfig


class ManagersConfig(AdminConfig):
    """Django's admin with our site in it, so that ``@admin.register`` everywhere lands there."""

    default_site = "config.admin.ManagersSite"
