from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitorsConfig(AppConfig):
    """Sites and the people who come to them; knows no agents, conversations or articles."""

    name = "visitors"
    verbose_name = _("Visitors")
