"""Agents, departments and tokens in the admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

from agents.admin.agent import AgentAdmin
from agents.admin.api_token import ApiTokenAdmin
from agents.admin.department import DepartmentAdmin

__all__ = ["AgentAdmin", "ApiTokenAdmin", "DepartmentAdmin"]

# Nobody looks after these by hand, what an authenticator holds is secret, and roles take the place of groups.
for model in (EmailAddress, Authenticator, UserSession, Group, DBTaskResult):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
