"""Who speaks: an agent by session cookie, or a program by API token."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user

from agents.models import Agent, ApiToken


def agent_of(*, bearer: str = "", cookies: str = "") -> Agent | None:
    """Return the active agent behind an Authorization or a Cookie header, if there is one."""
    scheme, _space, token = bearer.partition(" ")
    if bearer:
        # The socket is for talking: a token for settings alone, or for reading alone, opens none.
        found = scheme.lower() == "bearer"
        return ApiToken.agent_for(token.strip(), "conversations:write") if found else None
    return _agent_of_session(_session_key(cookies))


def _session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def _agent_of_session(key: str) -> Agent | None:
    if not key:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    # Django's own check: it compares the session's hash, so a changed password ends it.
    user = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
    return user if isinstance(user, Agent) and user.is_active else None
