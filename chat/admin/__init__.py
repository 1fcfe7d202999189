"""Conversations and what is said in them, in the admin."""

from chat.admin.canned_response import CannedResponseAdmin
from chat.admin.conversation import ConversationAdmin
from chat.admin.rating import RatingAdmin
from chat.admin.tag import TagAdmin

__all__ = ["CannedResponseAdmin", "ConversationAdmin", "RatingAdmin", "TagAdmin"]
