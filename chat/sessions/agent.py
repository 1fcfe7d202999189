"""An agent's session: the desk, everything within reach that is being watched."""

from functools import partial
from typing import Any

from django.db.models import Q

from agents.models import Agent
from agents.permissions import ANSWER, ANSWERING
from chat import presence, protocol, recipients, surroundings
from chat.models import Conversation
from chat.reach import Reach
from chat.sessions.base import HEARTBEAT_MS, LIMITS
from chat.sessions.desk import DeskSession
from chat.summaries import summaries
from chat.topics import EVERYTHING, desk_topic, site_topic
from realtime.clock import wire_now
from realtime.errors import Refusal
from realtime.hub import Delivery, hub
from realtime.threads import readers

# How many standing conversations an inbox lists, the most recent first.
LISTED = 500


class AgentSession(DeskSession):
    """One agent at one desk; follows the standing conversations of the view it watches."""

    __slots__ = ("_arrived", "_opened", "agent", "view")

    parser = protocol.agent_parser

    def __init__(self, agent: Agent, *args: Any) -> None:
        super().__init__(*args)
        self.agent = agent
        self.view = ""
        self._arrived = False
        self._opened: set[str] = set()

    async def hello(self, frame: protocol.Hello) -> None:
        """Say who the agent is, who else is here and what waits."""
        if self.view:
            raise Refusal("invalid", "Hello was said already.")
        self.echo = frame.echo
        self.view = "default"
        # First follow, then read: what happens in between is kept aside, not missed.
        desks, opened, watched = await readers.run(partial(self._look, list(frame.last)))
        self.join("agents", f"agent:{self.agent.pk}", *desks)
        self._opened.update(opened)
        for id in (*opened, *watched):
            self.follow(id, 0)
        welcome, pages, heads = await readers.run(partial(self._welcome, frame, watched))
        self.push(welcome)
        for page in pages:
            self.push(page)
        self._seen.update(heads)
        self.release()
        if not self.agent.has_perm(ANSWER):  # reads along, and is here for nobody
            self.acknowledge(frame)
            return
        presence.arrive(self.agent)
        self._arrived = True
        self.perform(frame, self._present)

    def _look(self, known: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Find out what is within reach: desks, the known conversations, the view's."""
        self.reach = reach = Reach.of_agent(self.agent)
        opened = Conversation.objects.within(reach).filter(pk__in=known).values_list("pk", flat=True)
        return self._desks(reach), list(opened), self._watched()

    def _welcome(
        self, frame: protocol.Hello, watched: list[str]
    ) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, int]]:
        heads = {id: entry.head for id, entry in presence.heads_of([*self._opened, *watched]).items()}
        reach = self.reach or Reach.of_agent(self.agent)
        departments = surroundings.own_departments(reach)
        colleagues = surroundings.colleagues(reach).filter(is_active=True)
        return (
            {
                "type": "welcome",
                "protocol": 1,
                "server_time": wire_now(),
                "heartbeat_ms": HEARTBEAT_MS,
                "agent": self._myself(),
                "conversations": self._summaries(watched),
                "departments": [department.desk_card() for department in departments],
                "agents": presence.colleagues(colleagues.filter(role__in=ANSWERING)),
                "limits": LIMITS,
            },
            self.missed({id: seq for id, seq in frame.last.items() if id in self._opened}, heads),
            heads,
        )

    def _myself(self) -> dict[str, Any]:
        # Read anew: another tab or device may have chosen since this socket was let in.
        agent = self.agent
        agent.refresh_from_db(fields=["status"])
        mine = {"email": agent.email, "status": agent.status, "reason": agent.reason}
        return agent.actor.card() | mine | {"role": agent.role, "may": agent.abilities()}

    def _present(self) -> None:
        Agent.mark_alive([self.agent.pk])
        presence.announce(self.agent)

    @staticmethod
    def _desks(reach: Reach) -> list[str]:
        if reach.everything:
            return [EVERYTHING]
        return [
            *(desk_topic("", department) for department in reach.departments),
            *(desk_topic(site, None) for site in reach.sites),
            *(site_topic(site) for site in reach.whole),
        ]

    def _watched(self) -> list[str]:
        """Return the ids of the view's standing conversations, the most recent first."""
        if self.reach is None:
            return []
        rows = Conversation.objects.within(self.reach).standing().filter(self._view_filter())
        return list(rows.order_by("-last_entry_at").values_list("pk", flat=True)[:LISTED])

    def _summaries(self, ids: list[str]) -> list[dict[str, Any]]:
        if self.reach is None:
            return []
        return summaries(Conversation.objects.filter(pk__in=ids).order_by("-last_entry_at"), self.reach)

    def _view_filter(self) -> Q:
        mine, unassigned = Q(agent=self.agent), Q(agent=None)
        return {"mine": mine, "unassigned": unassigned, "all": Q()}.get(self.view, mine | unassigned)

    def _admit(self, delivery: Delivery) -> bool:
        route = delivery.route
        id = delivery.conversation
        if route is None or self.reach is None:
            return True
        if not self.reach.covers(_Place(route)):
            self._opened.discard(id)
            return False
        stays = id in self._opened or self._in_view(route)
        if stays:
            self.follow(id, delivery.seq - 1)
        return stays

    def _in_view(self, route: dict[str, Any]) -> bool:
        agent = route["agent"]
        if route["status"] == "closed":
            return False
        if self.view == "all":
            return True
        return (agent is None and self.view != "mine") or (
            agent == self.agent.pk and self.view != "unassigned"
        )

    async def inbox_watch(self, frame: protocol.InboxWatch) -> None:
        """Follow another view and send what it holds now."""
        self.view = frame.view
        self._aside = []
        try:
            watched = await readers.run(self._watched)
            # What was followed before goes on from where it was: entries kept aside meanwhile are still to be sent.
            fresh = set(watched).difference(self._seen)
            for id in fresh:
                self.follow(id, 0)
            listed = await readers.run(partial(self._summaries, watched))
            answer: dict[str, Any] = {"type": "inbox.snapshot", "view": frame.view, "conversations": listed}
            self.push(answer | ({"id": frame.id} if frame.id is not None else {}))
            self._seen.update({row["id"]: row["head"] for row in listed if row["id"] in fresh})
            for id in set(self._seen).difference(watched, self._opened):
                self.unfollow(id)
        finally:
            self.release()

    async def look(self) -> None:
        """Follow what came into the view unheard; the heartbeat's heads then tell of it."""
        if self._aside is None:
            for id in await readers.run(self._watched):
                self.follow(id, 0)

    async def sync(self, frame: protocol.Sync) -> None:
        """Send the entries asked for and follow the conversation from here on."""
        if frame.conversation not in self._seen:
            await readers.run(partial(self.find, frame.conversation))
            # First follow, then read: what is said in between arrives twice rather than never.
            self.follow(frame.conversation, 0)
        self._opened.add(frame.conversation)
        await super().sync(frame)

    def agent_status(self, frame: protocol.AgentStatus) -> None:
        """Change the chosen status and tell everybody who cares."""

        def work() -> None:
            if self.agent.set_status(frame.status, reason=frame.reason.strip()):
                presence.announce(self.agent)

        self.perform(frame, work)

    def conversation_take(self, frame: protocol.ConversationTake) -> None:
        """Make a conversation one's own."""
        self.perform(
            frame, lambda: self.find(frame.conversation).take(by=self.agent, client_id=frame.client_id)
        )

    def conversation_assign(self, frame: protocol.ConversationAssign) -> None:
        """Give a conversation to a colleague who may reach it."""

        def work() -> Any:
            conversation = self.find_to_handle(frame.conversation)
            to = recipients.colleague(frame.agent, conversation)
            return conversation.assign(to=to, by=self.actor, client_id=frame.client_id)

        self.perform(frame, work)

    def conversation_transfer(self, frame: protocol.ConversationTransfer) -> None:
        """Pass a conversation on to a department of its site, or to a colleague."""
        if frame.department is None and frame.agent is None:
            raise Refusal("invalid", "Say to whom: a department or an agent.")

        def work() -> Any:
            return recipients.transfer(
                self.find_to_handle(frame.conversation),
                by=self.actor,
                department=frame.department,
                agent=frame.agent,
                note=frame.note,
                client_id=frame.client_id,
            )

        self.perform(frame, work)

    def conversation_reopen(self, frame: protocol.ConversationReopen) -> None:
        """Open a closed conversation again."""
        by = self.actor
        self.perform(frame, lambda: self.find(frame.conversation).reopen(by=by, client_id=frame.client_id))

    def depart(self) -> None:
        """Leave the desk; a socket whose hello came to nothing was never there."""
        if self._arrived:
            presence.depart(self.agent)


async def look() -> None:
    """Let every agent here find the conversations whose beginning was lost between processes."""
    for reader in list(hub.topics.get("agents", ())):
        if isinstance(reader, AgentSession):
            await reader.look()


class _Place:
    """A route as reach wants to see it."""

    __slots__ = ("department_id", "site_id", "visitor_id")

    def __init__(self, route: dict[str, Any]) -> None:
        self.visitor_id: str = route["visitor"]
        self.site_id: str = route["site"]
        self.department_id: str | None = route["department"]
