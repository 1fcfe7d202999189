from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentsConfig(AppConfig):
    """The people who answer; knows no conversations."""

    name = "agents"
    verbose_name = _("Agents")
