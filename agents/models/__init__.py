"""Nouns of the agents app."""

from agents.models.agent import Agent, AgentStatus
from agents.models.api_token import ApiToken
from agents.models.department import Department

__all__ = ["Agent", "AgentStatus", "ApiToken", "Department"]
