"""REST addresses of conversations."""

from django.urls import path

from chat.api.conversations import Conversations, Entries, OneConversation
from chat.api.verbs import Assign, Close, Reopen, Take, Transfer

urlpatterns = [
    path("conversations/", Conversations.as_view()),
    path("conversations/<str:id>/", OneConversation.as_view()),
    path("conversations/<str:id>/entries/", Entries.as_view()),
    path("conversations/<str:id>/take/", Take.as_view()),
    path("conversations/<str:id>/assign/", Assign.as_view()),
    path("conversations/<str:id>/transfer/", Transfer.as_view()),
    path("conversations/<str:id>/close/", Close.as_view()),
    path("conversations/<str:id>/reopen/", Reopen.as_view()),
]
