"""``manage.py create_api_token agent@example.com``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents.models import Agent, ApiToken
from agents.models.api_token import SCOPES
from realtime.actors import THE_SYSTEM
from visitors.models import AuditEvent


class Command(BaseCommand):
    help = "Print a new API token that acts as an agent. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the agent the token acts as")
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument(
            "--scope",
            action="append",
            choices=SCOPES,
            help="what it may do; may be repeated; without any everything the agent may",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        agent = Agent.objects.filter(email=options["email"].lower(), is_active=True).first()
        if agent is None:
            raise CommandError(f"No active agent signs in with {options['email']}.")
        scopes = options["scope"] or list(SCOPES)
        token = ApiToken.issue(agent, name=options["name"], scopes=scopes)
        AuditEvent.record("api_token.created", agent, by=THE_SYSTEM, name=options["name"], scopes=scopes)
        self.stdout.write(token)
