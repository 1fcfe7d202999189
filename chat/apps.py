from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Conversations; hands the ground what it needs to know about them."""

    name = "chat"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the heartbeat where heads come from, who is present and what is to be woken."""
        from chat import presence
        from chat.models.snoozing import wake_due
        from chat.sessions.agent import look
        from chat.viewing import looks
        from realtime.runtime import runtime

        presence.register()
        runtime.pulse.each_look = [look, looks.renew]
        runtime.pulse.each_beat.append(wake_due)
