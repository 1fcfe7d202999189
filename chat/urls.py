"""Addresses of pages about conversations."""

from django.urls import path

from chat.views import TranscriptView

urlpatterns = [path("conversations/<str:id>/transcript/", TranscriptView.as_view(), name="transcript")]
