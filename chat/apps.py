from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Conversations; hands the ground what it needs to know about them."""

    name = "chat"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the heartbeat where heads come from, who is present, what is to be woken and what to be mailed."""
        from chat import follow_ups, presence
        from chat.models.snoozing import wake_due
        from chat.sessions.agent import look
        from chat.viewing import looks
        from realtime.runtime import runtime

        presence.register()
        runtime.pulse.each_look = [look, looks.renew]
        runtime.pulse.each_beat += [wake_due, follow_ups.post_due]
