"""An agent's tools: what helps to answer, besides handling conversations."""

from functools import partial
from typing import Any

from agents.models import Agent, AgentStatus
from agents.permissions import ANSWER
from chat import desk_frames, live_frames, person_frames, presence, protocol, recipients
from chat.availability import availability
from chat.models import Conversation
from chat.models.canned_response import LISTED, CannedResponse
from chat.models.tag import Tag
from chat.search import Search, Word, words_of
from chat.sessions.limits import search_allowance
from chat.sessions.visit import VisitSession
from chat.summaries import summaries
from realtime.errors import Refusal, not_found
from realtime.threads import readers

# What those may send whose role only reads; everything new is more than that until it stands here.
READS = (
    protocol.Hello,
    protocol.InboxWatch,
    protocol.Sync,
    desk_frames.CannedList,
    desk_frames.ConversationFind,
    desk_frames.InboxFinished,
    desk_frames.InboxSearch,
    desk_frames.MessageHistory,
    desk_frames.TagList,
    person_frames.ConversationContext,
    person_frames.ConversationView,
    live_frames.VisitorsWatch,
    live_frames.VisitorsUnwatch,
    live_frames.VisitFind,
    live_frames.VisitorNames,
)
# How many finished conversations are told of at once, and for how many words one may look.
PAGE = 50
WORDS = 8


class DeskSession(VisitSession):
    """The part of an agent's session that answers his tools."""

    __slots__ = ()

    agent: Agent

    def check(self, frame: Any) -> None:
        """Refuse those whose role only reads whatever does more."""
        if not isinstance(frame, READS) and not self.agent.has_perm(ANSWER):
            raise Refusal("forbidden", "Your role reads along and changes nothing.")

    def find_to_handle(self, conversation: str) -> Conversation:
        """Return a conversation within reach; of a colleague's only for those who direct others."""
        return self.find(conversation).handled_by(self.agent)

    async def inbox_finished(self, frame: desk_frames.InboxFinished) -> None:
        """Send a page of the conversations that have ended; they are not followed."""
        self.respond(frame, await readers.run(partial(self._finished, frame)))

    def _finished(self, frame: desk_frames.InboxFinished) -> dict[str, Any]:
        if self.reach is None:
            raise not_found()
        before = self.find(frame.before) if frame.before else None
        rows = Conversation.objects.within(self.reach).ended(before=before)
        if frame.department:
            rows = rows.filter(department=frame.department)
        if frame.tag:
            rows = rows.filter(tags__name=frame.tag)
        listed = summaries(rows[: PAGE + 1], self.reach)
        return {"type": "inbox.page", "conversations": listed[:PAGE], "more": len(listed) > PAGE}

    async def conversation_find(self, frame: desk_frames.ConversationFind) -> None:
        """Send what a list would say of one conversation; it is not followed."""
        self.respond(frame, await readers.run(partial(self._one, frame.conversation)))

    def _one(self, id: str) -> dict[str, Any]:
        found = self.find(id).pk
        if self.reach is None:
            raise not_found()
        rows = Conversation.objects.filter(pk=found)
        return {"type": "inbox.page", "conversations": summaries(rows, self.reach), "more": False}

    async def inbox_search(self, frame: desk_frames.InboxSearch) -> None:
        """Send a page of the conversations that hold some words, each with the line that does."""
        wait = search_allowance(self.agent.pk).take()
        if wait:
            raise Refusal("too_many", "Too many searches at once.", retry=True, retry_after_ms=wait)
        words = words_of(frame.words)
        if not 0 < len(words) <= WORDS:
            raise Refusal("invalid", f"Look for one to {WORDS} words.")
        self.respond(frame, await readers.run(partial(self._found, words, frame.before)))

    def _found(self, words: list[Word], before: str | None) -> dict[str, Any]:
        if self.reach is None:
            raise not_found()
        search = Search(self.reach, words, before).run()
        within = Conversation.objects.within(self.reach).filter(pk__in=search.found)
        rows = {row["id"]: row for row in summaries(within, self.reach)}
        found = [{"conversation": rows[id], "line": line} for id, line in search.found.items() if id in rows]
        end = {"searched": search.searched, "all": search.is_all, "before": search.last}
        return {"type": "inbox.found", "found": found} | end

    async def recipient_list(self, frame: desk_frames.RecipientList) -> None:
        """Send to whom a conversation may be passed on, and how they stand at this moment."""
        self.respond(frame, await readers.run(partial(self._recipients, frame.conversation)))

    def _recipients(self, id: str) -> dict[str, Any]:
        conversation = self.find(id)
        agents: list[Any] = list(recipients.colleagues(conversation))
        reasons = AgentStatus.reasons_of(agent.pk for agent in agents)
        return {
            "type": "recipient.snapshot",
            "conversation": id,
            "departments": availability(conversation.site_id)["departments"],
            "agents": [
                presence.colleague(agent, reasons.get(agent.pk, ""))
                | {"load": agent.load, "capacity": agent.capacity}
                for agent in agents
            ],
        }

    async def canned_list(self, frame: desk_frames.CannedList) -> None:
        """Send the canned replies this agent may use."""
        self.respond(frame, {"type": "canned.snapshot", "canned": await readers.run(self._canned)})

    def _canned(self) -> list[dict[str, Any]]:
        if self.reach is None:
            raise not_found()
        rows = CannedResponse.objects.within(self.reach).select_related("department")
        return [row.card() for row in rows[:LISTED]]

    def canned_save(self, frame: desk_frames.CannedSave) -> None:
        """Keep a reply of the agent's own."""
        if not frame.text.strip():
            raise Refusal("invalid", "The reply is empty.")
        self.spend()
        keep = partial(CannedResponse.keep, shortcut=frame.shortcut, text=frame.text, by=self.agent)
        self.perform(frame, keep)

    async def tag_list(self, frame: desk_frames.TagList) -> None:
        """Send the tags there are."""
        self.respond(frame, {"type": "tag.snapshot", "tags": await readers.run(_tags)})

    def conversation_tag(self, frame: desk_frames.ConversationTag) -> None:
        """Put tags on a conversation and take tags off."""
        by = self.actor
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).tag(
                by=by, add=frame.add, remove=frame.remove, client_id=frame.client_id
            ),
        )

    def conversation_snooze(self, frame: desk_frames.ConversationSnooze) -> None:
        """Put a conversation aside."""
        by = self.actor
        self.perform(
            frame,
            lambda: self.find_to_handle(frame.conversation).snooze(
                by=by, until=frame.until, client_id=frame.client_id
            ),
        )

    def conversation_wake(self, frame: desk_frames.ConversationWake) -> None:
        """Take a conversation up again."""
        by = self.actor
        self.perform(
            frame, lambda: self.find_to_handle(frame.conversation).wake(by=by, client_id=frame.client_id)
        )

    def message_edit(self, frame: desk_frames.MessageEdit) -> None:
        """Put better what the agent has said."""
        by, text = self.actor, frame.text
        if not text.strip():
            raise Refusal("invalid", "The message is empty.")
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).edit(
                of=frame.of, text=text, by=by, client_id=frame.client_id
            ),
        )

    def message_delete(self, frame: desk_frames.MessageDelete) -> None:
        """Remove what the agent has said."""
        by = self.actor
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).unsay(of=frame.of, by=by, client_id=frame.client_id),
        )

    async def message_history(self, frame: desk_frames.MessageHistory) -> None:
        """Send what a message said before."""
        before = await readers.run(lambda: self.find(frame.conversation).history(of=frame.of))
        self.respond(frame, {"type": "message.before", "revisions": before})


def _tags() -> list[str]:
    return list(Tag.objects.values_list("name", flat=True)[:LISTED])
