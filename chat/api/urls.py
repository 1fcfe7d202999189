"""REST addresses of conversations."""

from django.urls import path

from chat.api.canned_responses import CannedResponses, OneCannedResponse
from chat.api.conversations import Conversations, Entries, OneConversation
from chat.api.verbs import Assign, Close, Reopen, Snooze, Tag, Take, Transfer, Wake

urlpatterns = [
    path("conversations/", Conversations.as_view()),
    path("conversations/<str:id>/", OneConversation.as_view()),
    path("conversations/<str:id>/entries/", Entries.as_view()),
    path("conversations/<str:id>/take/", Take.as_view()),
    path("conversations/<str:id>/assign/", Assign.as_view()),
    path("conversations/<str:id>/transfer/", Transfer.as_view()),
    path("conversations/<str:id>/close/", Close.as_view()),
    path("conversations/<str:id>/reopen/", Reopen.as_view()),
    path("conversations/<str:id>/tag/", Tag.as_view()),
    path("conversations/<str:id>/snooze/", Snooze.as_view()),
    path("conversations/<str:id>/wake/", Wake.as_view()),
    path("canned-responses/", CannedResponses.as_view()),
    path("canned-responses/<str:id>/", OneCannedResponse.as_view()),
]
