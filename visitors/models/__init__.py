"""Nouns of the visitors app."""

from visitors.models.audit_event import AuditEvent, AuditPlace
from visitors.models.customer import Customer
from visitors.models.note import Note
from visitors.models.preference import Contact
from visitors.models.site import Site
from visitors.models.visit import Visit
from visitors.models.visitor import Visitor

__all__ = ["AuditEvent", "AuditPlace", "Contact", "Customer", "Note", "Site", "Visit", "Visitor"]
