"""Addresses of the agents' pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agents.views import ConsoleView, SignInView

urlpatterns = [
    path("console/", ConsoleView.as_view(), name="console"),
    path("accounts/login/", SignInView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
]
