"""Programs that speak REST for somebody of the shop."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from agents.models import Agent, ApiToken
from agents.models.api_token import SCOPES
from agents.permissions import Role
from visitors.models import Site


class Program:
    """Acts as an agent, with a token of some scopes."""

    def __init__(self, agent: Agent, scopes: Sequence[str] = SCOPES) -> None:
        token = ApiToken.issue(agent, scopes=scopes)
        self.token = token
        self.client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    def get(self, path: str, **asked: Any) -> Any:
        """Read."""
        return self.client.get(f"/api/v1/{path}", asked)

    def send(self, method: str, path: str, **body: Any) -> Any:
        """Write."""
        more = {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method.lower())(f"/api/v1/{path}", **more)


def made(agent: Agent, role: Role, *sites: Site) -> Agent:
    """Give a role, and sites to look after as a whole."""
    agent.role = role
    agent.save(update_fields=["role"])
    agent.sites.set(sites)
    return agent


def code(response: Any) -> str:
    """Return the code of an error after looking at its shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys() <= {"code", "message", "fields"}
    return str(body["error"]["code"])
