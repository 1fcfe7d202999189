"""``manage.py create_api_token agent@example.com``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents.models import Agent, ApiToken
from realtime.actors import THE_SYSTEM
from visitors.models import AuditEvent


class Command(BaseCommand):
    help = "Print a new API token that acts as an agent. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the agent the token acts as")
        parser.add_argument("--name", default="", help="what the token is for")

    def handle(self, *_args: Any, **options: Any) -> None:
        agent = Agent.objects.filter(email=options["email"].lower(), is_active=True).first()
        if agent is None:
            raise CommandError(f"No active agent signs in with {options['email']}.")
        token = ApiToken.issue(agent, name=options["name"])
        AuditEvent.record("api_token.created", agent, by=THE_SYSTEM, name=options["name"])
        self.stdout.write(token)
