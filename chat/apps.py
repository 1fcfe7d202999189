from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Conversations; hands the ground what it needs to know about them."""

    name = "chat"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the heartbeat where heads come from, who is present, what is to be woken, mailed and deleted."""
        from chat import follow_ups, presence
        from chat.files.leaving import forget_left
        from chat.models.snoozing import wake_due
        from chat.sessions.agent import look
        from chat.viewing import looks
        from chat.warden import warden
        from realtime.runtime import runtime
        from visitors.background.jobs import every

        presence.register()
        runtime.pulse.each_look = [look, looks.renew]
        warden.register()
        runtime.pulse.each_beat += [wake_due, follow_ups.post_due]
        every(timedelta(days=1), "uploads", forget_left)
