from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """The ground everything else stands on; has no tables."""

    name = "realtime"
