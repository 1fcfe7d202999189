"""The one way settings and access get into the audit trail: made, changed from what to what, deleted.

A noun lists in ``audited`` the fields whose values may be told. Of all others it is told that they changed, never
to what: passwords are among them, and what customers said.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

from realtime.actors import Actor
from visitors.models.audit_event import AuditEvent, Place, places_of

LONGEST = 300
EMPTY: tuple[Any, ...] = (None, "", [], "{}")
# They change by themselves, or with everything.
UNTOLD = {"last_login", "created_at", "version"}


class Snapshot:
    """What a noun is at one moment, to be compared with what becomes of it."""

    def __init__(self, noun: models.Model) -> None:
        fields = [*noun._meta.concrete_fields, *noun._meta.many_to_many]
        self.values = {
            field.name: _value(noun, field)
            for field in fields
            if not field.primary_key and field.editable and field.name not in UNTOLD
        }
        self.places: list[Place] = places_of(noun)

    def told(self, noun: models.Model) -> dict[str, Any]:
        """Return what may be told of it and is not empty."""
        audited = getattr(noun, "audited", ())
        return {name: value for name, value in self.values.items() if name in audited and value not in EMPTY}

    def changes(self, later: "Snapshot", noun: models.Model) -> dict[str, list[Any] | None]:
        """Return what has changed since, by field: from what to what where that may be told."""
        audited = getattr(noun, "audited", ())
        return {
            name: [value, later.values[name]] if name in audited else None
            for name, value in self.values.items()
            if value != later.values[name]
        }


def created(noun: models.Model, *, by: Actor) -> None:
    """Record that something was made."""
    AuditEvent.record(f"{name_of(noun)}.created", noun, by=by, values=Snapshot(noun).told(noun))


def changed(noun: models.Model, before: Snapshot, *, by: Actor) -> bool:
    """Record what has changed since, and tell whether anything has; nothing is recorded of nothing."""
    after = Snapshot(noun)
    changes = before.changes(after, noun)
    if changes:
        places = [*before.places, *after.places]
        AuditEvent.record(f"{name_of(noun)}.changed", noun, by=by, places=places, changes=changes)
    return bool(changes)


def deleted(noun: models.Model, *, by: Actor) -> None:
    """Record that something is about to be deleted."""
    AuditEvent.record(f"{name_of(noun)}.deleted", noun, by=by, values=Snapshot(noun).told(noun))


@contextmanager
def change(noun: models.Model, *, by: Actor) -> Iterator[None]:
    """Record what becomes of a noun within the block."""
    stored = type(noun)._default_manager.get(pk=noun.pk)
    before = Snapshot(stored)
    yield
    changed(type(noun)._default_manager.get(pk=noun.pk), before, by=by)


def name_of(noun: models.Model | type[models.Model]) -> str:
    """Return what verbs call a noun: ``canned_response``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", noun._meta.object_name or "").lower()


def _value(noun: models.Model, field: Any) -> Any:
    """Return a value in words, or as JSON has it."""
    value = getattr(noun, field.name)
    if field.many_to_many:
        return sorted(map(str, value.all()))
    if isinstance(value, list):
        return [str(one)[:LONGEST] for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value[:LONGEST] if isinstance(value, str) else value
    return str(value)[:LONGEST]
