"""A conversation as somebody reads it afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.content import words_of
from chat.models import Attachment, Conversation, Entry, Rating
from chat.models.entry import MESSAGE_CREATED, MESSAGE_DELETED
from chat.reach import Reach
from realtime.actors import VISITOR
from visitors.wording import CONTEXT


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript: words with their author, or an event in words."""

    at: datetime
    author_kind: str
    author_name: str
    audience: str
    text: str
    event: str
    files: list[Attachment] = field(default_factory=list)
    kind: str = ""
    author_id: str = ""
    before: list[str] = field(default_factory=list)
    """What a message said before it was changed, or what a removed one had said; for the team alone."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The record of one conversation as one reader may see it."""

    conversation: Conversation
    reach: Reach

    def lines(self) -> Iterator[Line]:
        """Yield what was said and what happened, in order."""
        rows = self.conversation.entries.select_related("message").prefetch_related(
            "message__attachments", "message__revisions"
        )
        earlier: dict[int, list[str]] = {}
        for entry in rows.order_by("seq"):
            if entry.kind == MESSAGE_CREATED and self.reach.visitor is None:
                earlier[entry.seq] = [revision.text for revision in entry.message.revisions.all()]
            if self.reach.sees(entry.audience) and not _is_silent(entry):
                seq = entry.data.get("of") if entry.kind == MESSAGE_DELETED else entry.seq
                yield _line(entry, earlier.get(seq or 0, []))


def _is_silent(entry: Entry) -> bool:
    """Tell whether an entry says nothing to a reader: what was removed is told of where it was removed."""
    removed = entry.kind == MESSAGE_CREATED and entry.message.deleted_at is not None
    return removed or entry.kind in ("conversation.read", "message.edited")


def _line(entry: Entry, before: list[str]) -> Line:
    said = entry.kind == MESSAGE_CREATED
    return Line(
        at=entry.at,
        author_kind=entry.actor_kind,
        author_name=_author(entry),
        audience=entry.audience,
        text=words_of(entry.message.kind, entry.message.data, entry.message.text) if said else "",
        event="" if said else _event(entry),
        files=list(entry.message.attachments.all()) if said else [],
        kind=entry.kind,
        author_id=entry.actor_id,
        before=before,
    )


def _author(entry: Entry) -> str:
    return entry.actor_name or (
        pgettext(CONTEXT, "Visitor") if entry.actor_kind == VISITOR else _("Vis-à-vis")
    )


def _event(entry: Entry) -> str:
    """Return an event in words; names inside are data and are escaped where they are shown."""
    who = _author(entry)
    data = entry.data
    department = (data.get("department") or {}).get("name") or _("the team")
    agent = (data.get("agent") or {}).get("name") or ""
    match entry.kind:
        case "conversation.opened":
            return _("%(who)s wrote from “%(page)s”") % {
                "who": who,
                "page": (data.get("page") or {}).get("title") or "–",
            }
        case "conversation.queued":
            return _("Waiting for %(department)s") % {"department": department}
        case "conversation.assigned":
            return _("%(agent)s took over") % {"agent": agent}
        case "conversation.transferred":
            return _("%(who)s passed this on to %(to)s") % {"who": who, "to": agent or department}
        case "conversation.closed":
            return _("%(who)s ended the conversation") % {"who": who}
        case "conversation.reopened":
            return _("%(who)s opened the conversation again") % {"who": who}
        case "conversation.rated":
            said = filter(None, (Rating.in_words(data.get("reasons", ())), data.get("comment")))
            return ": ".join([_("Rated %(score)s of 5") % {"score": data.get("score")}, *said])
        case "conversation.tagged":
            return _("%(who)s changed the tags: %(tags)s") % {
                "who": who,
                "tags": ", ".join(data.get("tags", ())) or "–",
            }
        case "conversation.snoozed":
            return _("%(who)s put the conversation aside") % {"who": who}
        case "conversation.woken":
            return _("Taken up again")
        case "follow_up.sent":
            return _("Sent by e-mail")
        case "follow_up.failed":
            return _("Could not be delivered by e-mail")
        case "follow_up.stopped":
            return _("%(who)s wants no more e-mail") % {"who": _("The visitor")}
        case "follow_up.opened":
            return _("%(who)s came back by the link in the e-mail") % {"who": who}
        case "message.deleted":
            return _("%(who)s removed a message") % {"who": who}
        case _other:
            return entry.kind
