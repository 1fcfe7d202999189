"""``manage.py setup``: the first run of an installation without demo data."""

import os
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from agents.models import Agent, Department
from realtime.actors import THE_SYSTEM
from visitors import audit
from visitors.models import Site


class Command(BaseCommand):
    help = "Migrate and make the first site, department and owner. The password is read from SETUP_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="e-mail address of the first owner")
        parser.add_argument("--name", default="Owner", help="name of the first owner")
        parser.add_argument("--site", default="main", help="key of the first site")
        parser.add_argument("--site-name", default="My site", help="name of the first site")
        parser.add_argument(
            "--origin", action="append", default=[], help="origin the widget may stand on; may be repeated"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if Agent.objects.exists():
            raise CommandError("This installation is set up already.")
        password = os.environ.get("SETUP_PASSWORD", "")
        site = Site(key=options["site"], name=options["site_name"], allowed_origins=options["origin"])
        try:
            validate_password(password)
            site.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with transaction.atomic():
            site.save()
            department = Department.objects.create(name="Support")
            department.sites.add(site)
            owner = Agent.objects.create_superuser(options["email"], password, name=options["name"])
            owner.departments.add(department)
            for noun in (site, department, owner):
                audit.created(noun, by=THE_SYSTEM)
        self.stdout.write(f"Sign in at {settings.PUBLIC_URL}/console/ as {owner.email}.")
        self.stdout.write("Put this on your pages:")
        self.stdout.write(f'  <script async src="{settings.PUBLIC_URL}/w/{site.key}.js"></script>')
