"""What a visitor answers before a conversation begins, read by the form of the department it is for."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from agents.models import Department
from chat.availability import is_here
from chat.framing import Introduction
from chat.plain import in_order
from visitors.forms import OURS, Answer, Forms
from visitors.models import Site


class Claim(Protocol):
    """What somebody says about themselves."""

    name: str
    email: str
    phone: str


def said(claim: Claim) -> dict[str, str]:
    """Return what somebody says about themselves, without what was left empty."""
    claimed = {"name": in_order(claim.name), "email": claim.email.strip(), "phone": in_order(claim.phone)}
    return {field: value for field, value in claimed.items() if value}


def read(
    form: Introduction | None, *, of: Site, to: Department | None, known: Collection[str]
) -> dict[str, Any]:
    """Return what a conversation opens with: who writes, the answers, and whether it is a message left behind.

    Raises a refusal that names what is missing. What nobody asked is let go.
    """
    site = Site.objects.get(pk=of.pk)  # a connection may be older than the form
    forms = Forms.of(to, site)
    if form is None and not (forms.asked.missing(()) or forms.offline.missing(())):
        return {}
    here = to is not None and is_here(to, site)
    given: dict[str, Answer] = {**said(form), **_plain(form.attributes)} if form is not None else {}
    taken = forms.take(given, here=here, known=known)
    return {
        "said": {key: str(taken[key]) for key in OURS if key in taken},
        "attributes": {key: answer for key, answer in taken.items() if key not in OURS},
        "channel": "form" if form is not None and not here else "chat",
    }


def _plain(attributes: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers to a site's own questions; words stay in order, whatever was put in them."""
    return {
        key: in_order(answer) if isinstance(answer, str) else answer
        for key, answer in attributes.items()
        if key not in OURS
    }
