"""What every REST resource has in common that shows what is within reach, and nothing else."""

from functools import cached_property

from rest_framework.exceptions import NotFound

from agents.models import Agent
from chat.reach import Reach
from realtime.rest import Resource


class ScopedResource(Resource):
    """A noun over REST, as far as the reach of whoever asks goes."""

    @property
    def agent(self) -> Agent:
        """The agent who asks."""
        if not isinstance(self.request.user, Agent):
            raise NotFound
        return self.request.user

    @cached_property
    def reach(self) -> Reach:
        """The reach of the one who asks, found out once a request."""
        return Reach.of_agent(self.agent)
