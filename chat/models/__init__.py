"""Nouns of the chat app."""

from chat.models.attachment import Attachment
from chat.models.canned_response import CannedResponse
from chat.models.conversation import Conversation
from chat.models.device_link import DeviceLink
from chat.models.entry import Entry, Message, Revision
from chat.models.follow_up import FollowUp
from chat.models.intervals import Assignment, QueueStay, Rating, Resolution
from chat.models.mark import Mark
from chat.models.tag import Tag
from chat.models.transcript_mail import TranscriptMail

__all__ = [
    "Assignment",
    "Attachment",
    "CannedResponse",
    "Conversation",
    "DeviceLink",
    "Entry",
    "FollowUp",
    "Mark",
    "Message",
    "QueueStay",
    "Rating",
    "Resolution",
    "Revision",
    "Tag",
    "TranscriptMail",
]
