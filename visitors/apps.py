from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class VisitorsConfig(AppConfig):
    """Sites and the people who come to them; knows no agents, conversations or articles."""

    name = "visitors"
    verbose_name = _("Visitors")

    def ready(self) -> None:
        """List the jobs, have them done here where there is no other process, and read lists before they are needed."""
        from realtime.runtime import runtime
        from visitors import devices, retention
        from visitors.background.jobs import every
        from visitors.background.schedule import forget_results
        from visitors.background.worker import worker
        from visitors.models import Visit
        from visitors.models.invitation import settle_due
        from visitors.presence import presence
        from visitors.tracking import bots, places, referrers

        runtime.companions.append(presence)
        every(timedelta(seconds=30), "visits", Visit.end_all_due)
        every(timedelta(seconds=30), "invitations", settle_due)
        every(timedelta(hours=1), "purge", retention.purge_all)
        every(timedelta(hours=1), "results", forget_results)
        if not settings.REDIS_URL:
            runtime.workers.append(worker)
        runtime.warmings += [devices.warm, bots.warm, referrers.warm, places.warm]
