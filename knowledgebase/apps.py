from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgebaseConfig(AppConfig):
    """The help centre's room in the house."""

    name = "knowledgebase"
    verbose_name = _("Help centre")
