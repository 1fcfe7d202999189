"""``manage.py purge``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from visitors.retention import KINDS


class Command(BaseCommand):
    help = (
        "Delete what is kept no longer, the oldest first; what ended half-way goes on where it was. "
        "The job of that name does it every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and delete nothing")
        parser.add_argument(
            "--kind", action="append", choices=list(KINDS), help="only this kind; may be given again"
        )

    def handle(self, *_args: Any, dry_run: bool, kind: list[str] | None, **_options: Any) -> None:
        for name in kind or KINDS:
            if dry_run:
                self.stdout.write(f"{name}: {KINDS[name].due():,} would be deleted")
            else:
                self.stdout.write(f"{name}: {sum(KINDS[name].purge()):,} deleted")
