"""What the audit trail says, in sentences."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from realtime.actors import AGENT
from visitors.models.audit_event import AuditEvent

SENTENCES = {
    "created": gettext_noop("%(who)s added the %(noun)s %(name)s"),
    "changed": gettext_noop("%(who)s changed the %(noun)s %(name)s"),
    "deleted": gettext_noop("%(who)s deleted the %(noun)s %(name)s"),
    "agent.invited": gettext_noop("%(who)s sent an invitation to %(name)s"),
    "agent.second_factor_removed": gettext_noop("%(who)s removed the second factor of %(name)s"),
    "agent.signed_in": gettext_noop("%(name)s signed in"),
    "agent.sign_in_failed": gettext_noop("Somebody failed to sign in as %(name)s"),
    "agent.second_factor_failed": gettext_noop("Somebody failed at the second factor of %(name)s"),
    "agent.locked_out": gettext_noop("Sign-in as %(name)s was locked after too many wrong tries"),
    "agent.password_changed": gettext_noop("%(name)s chose another password"),
    "agent.password_reset": gettext_noop("%(name)s set another password by a link"),
    "agent.password_set": gettext_noop("%(name)s set a password"),
    "agent.totp_activated": gettext_noop("%(name)s set up an authenticator app"),
    "agent.totp_deactivated": gettext_noop("%(name)s removed the authenticator app"),
    "agent.recovery_codes_generated": gettext_noop("%(name)s got new recovery codes"),
    "agent.webauthn_added": gettext_noop("%(name)s added a key"),
    "agent.webauthn_removed": gettext_noop("%(name)s removed a key"),
    "api_token.created": gettext_noop("%(who)s made an API token for %(name)s"),
    "api_token.revoked": gettext_noop("%(who)s revoked the API token %(name)s"),
    "ban.created": gettext_noop("%(who)s banned %(name)s"),
    "ban.changed": gettext_noop("%(who)s changed the ban of %(name)s"),
    "ban.lifted": gettext_noop("%(who)s lifted the ban of %(name)s"),
    "demo.removed": gettext_noop("%(who)s removed the demo data"),
}
CHANGED = gettext_noop("%(field)s from “%(old)s” to “%(new)s”")
HAS = gettext_noop("%(field)s “%(value)s”")


def sentence(event: AuditEvent) -> str:
    """Return who did what; names are data and are escaped where they are shown."""
    template = SENTENCES.get(event.verb) or SENTENCES.get(event.verb.rpartition(".")[2], "%(who)s: %(verb)s")
    return _(template) % {
        "who": event.actor_name or (_("Somebody") if event.actor_kind == AGENT else _("The system")),
        "noun": noun_name(event.noun),
        "name": event.noun_name or _("an unknown address"),
        "verb": event.verb,
    }


def details(event: AuditEvent) -> list[str]:
    """Return what became what, and from where somebody came."""
    data: dict[str, Any] = event.data
    lines = [_changed(event, name, pair) for name, pair in data.get("changes", {}).items()]
    lines += [_has(event, name, value) for name, value in data.get("values", {}).items()]
    lines += [_field_name(event, name) for name in data.get("fields", ())]
    if data.get("scopes"):
        lines.append(", ".join(data["scopes"]))
    return lines + [str(data[name]) for name in ("note", "address", "browser") if data.get(name)]


def noun_name(label: str) -> str:
    """Return what a kind of thing is called."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def _changed(event: AuditEvent, name: str, pair: list[Any] | None) -> str:
    field = _field_name(event, name)
    if pair is None or any(map(_is_form, pair)):
        return field
    old, new = (_worded(event, name, value) for value in pair)
    return _(CHANGED) % {"field": field, "old": old, "new": new}


def _has(event: AuditEvent, name: str, value: Any) -> str:
    field = _field_name(event, name)
    return field if _is_form(value) else _(HAS) % {"field": field, "value": _worded(event, name, value)}


def _is_form(value: Any) -> bool:
    """Tell whether a value is kept in a shape for programs, such as hours: that it is another one is told."""
    return isinstance(value, str) and value.startswith("{")


def _field(event: AuditEvent, name: str) -> Any:
    try:
        return apps.get_model(event.noun)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):  # it was one then
        return None


def _field_name(event: AuditEvent, name: str) -> str:
    return str(getattr(_field(event, name), "verbose_name", name))


def _worded(event: AuditEvent, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    field: Field[Any, Any] | None = _field(event, name)
    label = dict(getattr(field, "flatchoices", ())).get(value, value)
    return str(label) if label not in (None, "") else "–"
