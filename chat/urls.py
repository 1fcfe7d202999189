"""Addresses of pages about conversations."""

from django.urls import path

from chat.views import TranscriptView, stop_mail

urlpatterns = [
    path("conversations/<str:id>/transcript/", TranscriptView.as_view(), name="transcript"),
    path("mail/stop/", stop_mail, name="stop_mail"),
]
