"""REST addresses of conversations."""

from django.urls import path

from chat.api.conversations import Conversations, Entries, Messages

urlpatterns = [
    path("conversations/", Conversations.as_view()),
    path("conversations/<str:id>/entries/", Entries.as_view()),
    path("conversations/<str:id>/messages/", Messages.as_view()),
]
