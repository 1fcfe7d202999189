"""Nouns of the visitors app."""

from visitors.models.audit_event import AuditEvent, AuditPlace
from visitors.models.ban import Ban
from visitors.models.customer import Customer
from visitors.models.event import Event
from visitors.models.invitation import Invitation
from visitors.models.note import Note
from visitors.models.page_view import PageView
from visitors.models.preference import Contact
from visitors.models.salt import DailySalt
from visitors.models.schedule import Schedule
from visitors.models.site import Site
from visitors.models.tally import Tally
from visitors.models.visit import Visit
from visitors.models.visitor import Visitor

__all__ = [
    "AuditEvent",
    "AuditPlace",
    "Ban",
    "Contact",
    "Customer",
    "DailySalt",
    "Event",
    "Invitation",
    "Note",
    "PageView",
    "Schedule",
    "Site",
    "Tally",
    "Visit",
    "Visitor",
]
