"""Sites, customers and visitors in the admin."""

from visitors.admin.audit_event import AuditEventAdmin
from visitors.admin.ban import BanAdmin
from visitors.admin.customer import CustomerAdmin
from visitors.admin.site import SiteAdmin
from visitors.admin.visitor import VisitorAdmin

__all__ = ["AuditEventAdmin", "BanAdmin", "CustomerAdmin", "SiteAdmin", "VisitorAdmin"]
