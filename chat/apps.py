from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Conversations; hands the ground what it needs to know about them."""

    name = "chat"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the heartbeat where heads come from and who is present."""
        from chat import presence
        from chat.sessions.agent import look
        from realtime.runtime import runtime

        presence.register()
        runtime.pulse.each_look = [look]
