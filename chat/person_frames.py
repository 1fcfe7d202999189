"""What an agent's tools may send about the person in a conversation, and about looking at it."""

from chat.framing import Email, Frame, Id, Phone, Short, Text, Uuid


class ConversationContext(Frame, tag="conversation.context", kw_only=True):
    """Ask who the person in a conversation is."""

    conversation: Id


class ConversationView(Frame, tag="conversation.view", kw_only=True):
    """Say which conversation the agent has before their eyes, or that it is none."""

    conversation: Id | None = None


class VisitorCorrect(Frame, tag="visitor.correct", kw_only=True):
    """Write down what the person said about themselves; what is empty is forgotten."""

    client_id: Uuid
    conversation: Id
    name: Short | None = None
    email: Email | None = None
    phone: Phone | None = None


class NoteAdd(Frame, tag="note.add", kw_only=True):
    """Write something down about the person."""

    client_id: Uuid
    conversation: Id
    text: Text


class NoteEdit(Frame, tag="note.edit", kw_only=True):
    """Put a note of one's own better."""

    client_id: Uuid
    conversation: Id
    note: Id
    text: Text


class NoteDelete(Frame, tag="note.delete", kw_only=True):
    """Remove a note of one's own."""

    client_id: Uuid
    conversation: Id
    note: Id


PersonFrame = ConversationContext | ConversationView | VisitorCorrect | NoteAdd | NoteEdit | NoteDelete
