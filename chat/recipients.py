"""To whom a conversation may be passed on."""

from django.db.models import Count, Q, QuerySet

from agents.models import Agent, Department
from chat.drafts import Appended
from chat.models import Conversation
from chat.reach import Reach
from realtime.actors import Actor
from realtime.errors import Refusal


def colleague(id: str, conversation: Conversation) -> Agent:
    """Return the colleague who may be given the conversation."""
    agent = Agent.objects.answering().filter(pk=id).first()
    if agent is None or not Reach.of_agent(agent).covers(conversation):
        raise Refusal(
            "invalid", "That colleague does not answer for this department.", fields={"agent": "unknown"}
        )
    return agent


def colleagues(conversation: Conversation) -> "QuerySet[Agent]":
    """Return those who answer for the conversation's department, with how many conversations each looks after."""
    members = Agent.departments.through.objects.filter(department__sites=conversation.site_id)
    if conversation.department_id is not None:
        members = members.filter(department=conversation.department_id)
    busy = Q(conversations__status=Conversation.Status.ACTIVE, conversations__snoozed_at=None)
    agents = Agent.objects.answering().filter(pk__in=members.values("agent_id"))
    return agents.annotate(load=Count("conversations", filter=busy)).order_by("name")


def named_department(id: str, conversation: Conversation) -> Department:
    """Return the department of the conversation's site."""
    department = Department.objects.filter(pk=id, sites=conversation.site_id).first()
    if department is None:
        raise Refusal("invalid", "There is no such department.", fields={"department": "unknown"})
    return department


def transfer(
    conversation: Conversation,
    *,
    by: Actor,
    department: str | None,
    agent: str | None,
    note: str,
    client_id: str | None,
) -> Appended:
    """Pass a conversation on to those who are named by their ids."""
    if department is None and agent is None:
        raise Refusal("invalid", "Say to whom: a department or an agent.")
    to_department = named_department(department, conversation) if department else None
    if to_department is not None:
        conversation.department = to_department
    to_agent = colleague(agent, conversation) if agent else None
    return conversation.transfer(
        by=by, to_department=to_department, to_agent=to_agent, note=note, client_id=client_id
    )
