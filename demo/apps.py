"""The demo as a Django app: installed only while ``DEMO`` is on."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
