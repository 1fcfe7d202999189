from collections.abc import Iterator
from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentsConfig(AppConfig):
    """The people who answer; knows no conversations."""

    name = "agents"
    verbose_name = _("Agents")

    def ready(self) -> None:
        """Have the sessions deleted that nobody can use any more."""
        from django.contrib.sessions.models import Session
        from django.utils import timezone

        from visitors.background.jobs import every

        def forget_sessions() -> Iterator[int]:
            yield Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]

        every(timedelta(days=1), "sessions", forget_sessions)
